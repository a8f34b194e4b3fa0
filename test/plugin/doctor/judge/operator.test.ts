import { describe, expect, it } from '@jest/globals';
import type { Diagnosis } from '../../../../plugin/doctor/diagnosis.ts';
import type { Installation } from '../../../../plugin/doctor/gather/operator.ts';
import { judgeOperators } from '../../../../plugin/doctor/judge/operator.ts';
import type { Seen } from '../../../../plugin/doctor/seen.ts';
import { installation, now, pod } from '../build.ts';

const context = { namespace: 'load', clientVersion: '0.1.3', now };
const judge = (...installations: Installation[]): Diagnosis[] => judgeOperators({ value: installations }, context);
const of = (subject: string, diagnoses: Diagnosis[]): Diagnosis | undefined => diagnoses.find((diagnosis) => diagnosis.subject === subject);

describe('the operator', () => {
  it('is well where every replica is ready, one leads, and it looks after the namespace', () => {
    expect(judge(installation()).map(({ health }) => health)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(of('leader', judge(installation()))?.message).toBe('k6-operator-controller-abc');
  });

  it.each<[string, Installation, string, RegExp]>([
    ['no replica is ready', installation({}, { ready: 0 }), 'operator fault', /0 of 2/],
    ['some replica is not ready', installation({}, { ready: 1 }), 'operator warning', /1 of 2/],
    ['it is scaled to nothing', installation({}, { wanted: 0, ready: 0 }), 'operator fault', /scaled to 0/],
    ['nobody ever led', installation({ lease: {} }), 'leader fault', /no replica .* leads/],
    ['the leader gave its lease up', installation({ lease: { value: { spec: { holderIdentity: '' } } } }), 'leader fault', /no replica .* leads/],
    ['the leader is silent', installation({ lease: { value: { spec: { holderIdentity: 'x_1', renewTime: '2026-11-23T23:50:00Z' } } } }), 'leader fault', /for 10m/],
    ['the lease cannot be seen', installation({ lease: { denied: 'get leases' } }), 'leader unknown', /no right to get leases/],
    ['no Service leads to its collector', installation({ collector: {} }), 'collector warning', /no Service for k6-operator-collector\.ops\.svc/],
    ['the collector\'s Service cannot be seen', installation({ collector: { denied: 'get services' } }), 'collector unknown', /no right to get services/],
    ['it is of another version', installation({ version: '0.2.0' }), 'versions warning', /plugin is 0\.1\.3 and the operator 0\.2\.0/],
    ['it looks after other namespaces', installation({ watchNamespaces: ['a', 'b'] }), 'namespace fault', /no operator looks after runs in load/],
  ])('is judged where %s', (_, sick, judged, message) => {
    const diagnosis = judge(sick).find(({ subject, health }) => `${subject} ${health}` === judged);
    expect(diagnosis?.message).toMatch(message);
    expect(diagnosis?.cure !== undefined).toBe(diagnosis?.health !== 'unknown');
  });

  it('is well without a collector, where it was installed so', () => {
    expect(of('collector', judge(installation({ collectorHost: undefined, collector: {} })))).toMatchObject({ health: 'ok', message: expect.stringContaining('collects no metrics') });
  });

  it.each([
    ['its image', pod({ containerStatuses: [{ name: 'c', ready: false, restartCount: 0, image: '', imageID: '', state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } }] }), 'pod p: ImagePullBackOff: no such image'],
    ['a node', pod({ conditions: [{ type: 'PodScheduled', status: 'False', message: 'no nodes available' }] }), 'pod p: no nodes available'],
  ])('names what a pod lacks: %s', (_, broken, why) => {
    expect(of('operator', judge(installation({ pods: { value: [broken] } }, { ready: 0 })))?.message).toContain(why);
  });

  it('is a fault when two look after the same runs', () => {
    const diagnoses = judge(installation(), installation({ namespace: 'other', watchNamespaces: ['load'] }));
    expect(of('namespace', diagnoses)).toMatchObject({ health: 'fault', message: expect.stringContaining('all look after runs in load') });
  });

  it('is a fault when there is none, and not known to who may not look', () => {
    expect(judge()).toEqual([expect.objectContaining({ health: 'fault', cure: expect.stringContaining('helm install') })]);
    const denied: Seen<Installation[]> = { denied: 'list deployments.apps' };
    expect(judgeOperators(denied, context)).toEqual([expect.objectContaining({ health: 'unknown', message: 'you have no right to list deployments.apps' })]);
  });
});
