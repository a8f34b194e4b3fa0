import { describe, expect, it } from '@jest/globals';
import type { Diagnosis } from '../../../../plugin/doctor/diagnosis.ts';
import type { NamespaceFacts } from '../../../../plugin/doctor/gather/namespace.ts';
import { judgeNamespace } from '../../../../plugin/doctor/judge/namespace.ts';
import { place } from '../build.ts';

const judge = (changes: Partial<NamespaceFacts> = {}): Diagnosis[] => judgeNamespace(place(changes), 'load');
const quota = (hard: Record<string, string>, used: Record<string, string>): NamespaceFacts['quotas'] => ({ value: [{ metadata: { name: 'q' }, status: { hard, used } }] });
// The client library's types call the field `_default`.
const cpuLimit = { value: [{ metadata: { name: 'l' }, spec: { limits: [{ type: 'Container', default: { cpu: '500m' } }] } }] } as unknown as NamespaceFacts['limits'];

describe('the namespace', () => {
  it('is well where it takes a runner\'s pod and names are found', () => {
    expect(judge().map(({ subject, health }) => `${subject} ${health}`)).toEqual(['runner pods ok', 'DNS ok']);
  });

  it.each<[string, Partial<NamespaceFacts>, string, RegExp]>([
    ['is missing', { namespace: {} }, 'namespace fault', /there is no namespace load/],
    ['is being deleted', { namespace: { value: { metadata: { deletionTimestamp: 'now' } } } }, 'namespace fault', /is being deleted/],
    ['has a strict pod security level', { pod: { value: 'pods "p" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot' } }, 'runner pods warning', /defaults: violates PodSecurity/],
    ['has a quota without room', { pod: { value: 'pods "p" is forbidden: exceeded quota: q' } }, 'runner pods fault', /exceeded quota/],
    ['has a quota that asks for requests', { pod: { value: 'pods "p" is forbidden: failed quota: q: must specify cpu' } }, 'runner pods fault', /must specify/],
    ['has a full quota of something', { quotas: quota({ 'count/jobs.batch': '4', pods: '10' }, { 'count/jobs.batch': '4', pods: '9' }) }, 'quota warning', /no room left: count\/jobs\.batch 4$/],
    ['throttles containers', { limits: cpuLimit }, 'limits warning', /CPU limit of 500m/],
    ['has a cluster DNS that is down', { dns: { value: [{ addressType: 'IPv4', endpoints: [{ addresses: [], conditions: { ready: false } }] }] } }, 'DNS fault', /no pod/],
  ])('is judged where it %s, with a cure', (_, changes, judged, message) => {
    const diagnosis = judge(changes).find(({ subject, health }) => `${subject} ${health}` === judged);
    expect(diagnosis).toMatchObject({ message: expect.stringMatching(message), cure: expect.any(String) });
  });

  it('is not known where the user may not look', () => {
    expect(judge({ pod: { denied: 'create pods' }, dns: { denied: 'list endpointslices.discovery.k8s.io' } }).map(({ health }) => health)).toEqual(['unknown', 'unknown']);
    expect(judge({ dns: { value: [] } }).at(-1)).toMatchObject({ subject: 'DNS', health: 'unknown' });
  });
});
