import { afterEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import type { Node } from '../../kube/resources.ts';
import { countNodes } from '../../webhook/nodes.ts';
import { startFakeApiServer, type FakeApiServer, type Script } from '../fakes/apiserver.ts';
import { eventually } from '../kube/helpers.ts';

const node = (name: string, spec: NonNullable<Node['spec']> = {}): Node => ({ metadata: { name }, spec });
const end = new AbortController();
let server: FakeApiServer;
afterEach(() => server.close());

/** What was counted, how often in all, and what was logged while the API server answered as `scripts` say. */
async function counting(...scripts: Script[]): Promise<{ counts: (number | undefined)[]; lines: string[]; times: number }> {
  const counts: (number | undefined)[] = [];
  const lines: string[] = [];
  const stop = new AbortController();
  server = await startFakeApiServer((answer) => (scripts.length > 1 ? scripts.shift() : scripts[0])?.(answer));
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const wanted = scripts.length;
  const done = countNodes({ client: server.client, signal: AbortSignal.any([stop.signal, end.signal]), log, intervalMs: 1 }, (count) => counts.push(count));
  await eventually(() => counts.length >= wanted);
  stop.abort();
  await done;
  return { counts: counts.slice(0, wanted), lines, times: counts.length };
}

describe('the count of nodes', () => {
  it('has those that a pod without tolerations can be scheduled on', async () => {
    const all = [
      node('a'), node('b', { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] }), node('c', { unschedulable: true }),
      node('d', { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }), node('e', { taints: [{ key: 'k', effect: 'NoExecute' }] }),
    ];
    expect((await counting((answer) => answer.list('1', all))).counts).toEqual([2]);
  });

  it('follows the cluster', async () => {
    expect((await counting((answer) => answer.list('1', [node('a')]), (answer) => answer.list('2', [node('a'), node('b')]))).counts).toEqual([1, 2]);
  });

  it('is unknown without the right to list nodes, which is told once', async () => {
    const forbidden: Script = (answer) => answer.status(403, 'Forbidden');
    const { counts, lines } = await counting(forbidden, forbidden, (answer) => answer.list('1', [node('a')]));
    expect(counts).toEqual([undefined, undefined, 1]);
    expect(lines).toHaveLength(1);
  });

  it('is unknown where there are more than can matter', async () => {
    const many = Array.from({ length: 500 }, (_, at) => node(`n${at}`));
    const { counts, times } = await counting((answer) => answer.list('1', many, 'more'));
    expect(counts).toEqual([undefined]);
    // Two pages each time, and not the endless rest; the last time may have been cut off after one.
    expect(server.calls.length).toBeLessThanOrEqual(2 * times + 2);
  });
});
