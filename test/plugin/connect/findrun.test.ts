import { describe, expect, it } from '@jest/globals';
import type { Run } from '../../../api/run.ts';
import type { Client } from '../../../kube/client.ts';
import { KubeError } from '../../../kube/errors.ts';
import type { Resource } from '../../../kube/resources.ts';
import { findRun, runReference } from '../../../plugin/connect/findrun.ts';
import { aRun } from '../../api/builders.ts';

/** A fake of the two verbs that finding takes. */
function clientWith(...runs: Run[]): Client {
  const of = (resource: Resource<Run>): Run[] => runs.filter(({ kind }) => kind === resource.kind);
  return {
    get: (resource: Resource<Run>, { name }: { name: string }) => {
      const run = of(resource).find(({ metadata }) => metadata.name === name);
      return run ? Promise.resolve(run) : Promise.reject(new KubeError('NotFound', `get ${resource.plural} default/${name}: not found`, { details: { name } }));
    },
    list: (resource: Resource<Run>) => Promise.resolve({ items: of(resource), resourceVersion: '' }),
  } as unknown as Client;
}

const named = (kind: Run['kind'], name: string): Run => ({ ...aRun(), kind, metadata: { ...aRun().metadata, name } });

describe('findRun', () => {
  it('finds either kind by a bare name, a K6 first', async () => {
    const client = clientWith(named('K6', 'a'), named('TestRun', 'a'), named('TestRun', 'b'));
    expect((await findRun(client, 'default', 'a')).kind).toBe('K6');
    expect((await findRun(client, 'default', 'b')).kind).toBe('TestRun');
    expect((await findRun(client, 'default', 'testrun/a')).kind).toBe('TestRun');
    expect((await findRun(client, 'default', 'k6s.k6.io/a')).kind).toBe('K6');
  });

  it('ends with 3 for a run that is not there, and names those that come near', async () => {
    const client = clientWith(named('K6', 'checkout'), named('TestRun', 'login'));
    await expect(findRun(client, 'default', 'chekout')).rejects.toMatchObject({ exitCode: 3, hint: 'did you mean checkout?' });
    await expect(findRun(client, 'default', 'zzz')).rejects.toMatchObject({ exitCode: 3, hint: expect.stringContaining('kubectl k6 list -n default') });
  });

  it('does not say that a run is missing where the cluster has no such kind', async () => {
    const client = { get: ({ plural }: Resource<Run>) => Promise.reject(new KubeError('NotFound', `get ${plural} default/a: HTTP 404`)) } as unknown as Client;
    await expect(findRun(client, 'default', 'a')).rejects.toMatchObject({ kind: 'NotFound', message: 'get k6s default/a: HTTP 404' });
  });

  it('passes on what the API server refuses', async () => {
    const client = { get: () => Promise.reject(new KubeError('Forbidden', 'no')) } as unknown as Client;
    await expect(findRun(client, 'default', 'a')).rejects.toMatchObject({ kind: 'Forbidden' });
  });
});

describe('runReference', () => {
  it.each(['pod/a', 'k6/', '/a', 'constructor/a'])('refuses %s as wrong usage', (text) => {
    expect(() => runReference(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
