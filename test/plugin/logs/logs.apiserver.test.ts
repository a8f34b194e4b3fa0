import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Run } from '../../../api/run.ts';
import { createClient, type Client } from '../../../kube/client.ts';
import { isKubeError } from '../../../kube/errors.ts';
import { createTransport, type Transport } from '../../../kube/transport.ts';
import { KubeConfig } from '@kubernetes/client-node';
import { logsRequest, showLogs, type LogsFlags } from '../../../plugin/logs/index.ts';
import { noPaint } from '../../../plugin/logs/palette.ts';
import { startFaultProxy, type FaultProxy } from '../../fakes/faultproxy.ts';
import { LogNode } from '../../fakes/kubelet/logs.ts';
import { eventually } from '../../kube/helpers.ts';
import { testKubeConfig, testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { LogPlace, type Container } from './place.ts';

let transport: Transport;
let client: Client;
let node: LogNode;
let place: LogPlace;

beforeAll(async () => {
  transport = createTransport(testKubeConfig());
  client = createClient(transport);
  node = await LogNode.start(client, testKubeconfigPath(), `logs-${process.pid}`);
  place = await LogPlace.make(client, node);
});
afterAll(async () => {
  await node.stop();
  await transport.close();
});

interface Shown {
  text: () => string;
  lines: () => string[];
  notes: string[];
  end: Promise<void>;
  abort: () => void;
}

function show(run: Run, flags: LogsFlags & { follow?: boolean } = {}, through = client): Shown {
  let text = '';
  const notes: string[] = [];
  const stop = new AbortController();
  const write = (more: string): undefined => {
    text += more;
  };
  const output = { write, note: (line: string) => void notes.push(line) };
  const end = showLogs(through, logsRequest(run, flags, noPaint), output, { follow: flags.follow ?? false, signal: stop.signal });
  end.catch(() => undefined);
  return { text: () => text, lines: () => text.split('\n').slice(0, -1), notes, end, abort: () => stop.abort() };
}

const shown = async (run: Run, flags: LogsFlags = {}): Promise<string[]> => {
  const result = show(run, flags);
  await result.end;
  return result.lines();
};

/** Runners that each said so many numbered lines. */
async function talkative(run: Run, count: number): Promise<Container[]> {
  const containers = await Promise.all(Array.from({ length: run.spec.parallelism ?? 1 }, (_, index) => place.runner(run, index + 1)));
  for (const container of containers) container.log.write(...numbered(container, 0, count));
  return containers;
}

function numbered({ runner }: Container, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `${runner}/${from + index}`);
}

/** The same client, and how many log streams it had open at most. */
function counting(inner: Client): { client: Client; mostOpen: () => number } {
  let open = 0;
  let most = 0;
  const counted = Object.create(inner) as Client;
  for (const verb of ['get', 'list', 'watch'] as const) Object.assign(counted, { [verb]: (inner[verb] as () => unknown).bind(inner) });
  counted.podLogStream = async (...call) => {
    open += 1;
    most = Math.max(most, open);
    const stream = await inner.podLogStream(...call);
    stream.once('close', () => {
      open -= 1;
    });
    return stream;
  };
  return { client: counted, mostOpen: () => most };
}

describe('logs that are followed', () => {
  let proxy: FaultProxy;
  let cut: Transport;

  beforeAll(async () => {
    proxy = await startFaultProxy(testKubeconfigPath());
    const config = new KubeConfig();
    config.loadFromFile(proxy.kubeconfig);
    cut = createTransport(config);
  });
  afterAll(async () => {
    await cut.close();
    await proxy.close();
  });

  it('have every line once over cut connections, join runners that start later, and end with the run', async () => {
    const run = await place.run('followed', { parallelism: 3 });
    const first = await place.runner(run, 1);
    const second = await place.runner(run, 2);
    const { text, lines, end } = show(run, { follow: true, format: 'raw' }, createClient(cut));
    for (const container of [first, second]) container.log.write(...numbered(container, 0, 3000));
    await eventually(() => text().includes('2/2999'));
    proxy.cutWatches({ midLine: true });
    for (const container of [first, second]) container.log.write(...numbered(container, 3000, 6000));
    const third = await place.runner(run, 3);
    third.log.write(...numbered(third, 0, 6000));
    await eventually(() => text().includes('3/5999'));
    proxy.cutWatches();
    for (const container of [first, second, third]) await container.end();
    await place.finish(run);
    await end;
    for (const container of [first, second, third]) {
      expect(lines().filter((line) => line.startsWith(`${container.runner}/`))).toEqual(numbered(container, 0, 6000));
    }
    expect(lines()).toHaveLength(18_000);
  }, 30_000);

  it('take turns where there are more than may be read at once, and lose nothing by it', async () => {
    const run = await place.run('turns', { parallelism: 4 });
    const containers = await talkative(run, 10);
    const counted = counting(client);
    const { text, lines, end } = show(run, { follow: true, format: 'raw', maxStreams: 2 }, counted.client);
    await eventually(() => containers.every(({ runner }) => text().includes(`${runner}/9`)), 20_000);
    for (const container of containers) {
      container.log.write(...numbered(container, 10, 20));
      await container.end();
    }
    await place.finish(run);
    await end;
    expect(lines().toSorted()).toEqual(containers.flatMap((container) => numbered(container, 0, 20)).toSorted());
    expect(counted.mostOpen()).toBe(2);
  }, 30_000);

  it('of a run that is over are all there is, and --failed has those of failed runners alone', async () => {
    const run = await place.run('over', { parallelism: 2 });
    const [good, bad] = await talkative(run, 2);
    await good?.end();
    await bad?.end(99);
    await place.finish(run);
    const both = show(run, { follow: true });
    await both.end;
    expect(both.lines().toSorted()).toEqual(['#1 1/0', '#1 1/1', '#2 2/0', '#2 2/1']);
    expect(await shown(run, { failed: true, format: 'raw' })).toEqual(['2/0', '2/1']);
  });

  it('end at once when the caller aborts', async () => {
    const run = await place.run('aborted');
    const { end, abort } = show(run, { follow: true });
    abort();
    await expect(end).rejects.toMatchObject({ kind: 'Aborted' });
  });

  it('say what they wait for where the operator has not looked at the run', async () => {
    const run = await place.run('waits');
    const { end, notes, abort } = show(run, { follow: true });
    await eventually(() => notes.length > 0);
    abort();
    await expect(end).rejects.toMatchObject({ kind: 'Aborted' });
    expect(notes).toEqual([expect.stringMatching(/^no runner of "waits" has a log yet \(Pending: the operator has not looked at it yet.*kubectl k6 doctor/)]);
  });
});

describe('logs that are not followed', () => {
  it('are in the order of time, with the starter where it is asked for', async () => {
    const run = await place.run('ordered', { parallelism: 2 });
    const [first, second] = await talkative(run, 1);
    const starter = await place.starter(run);
    const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
    for (const [container, text] of [[second, 'b'], [first, 'a'], [starter, 's'], [second, 'c']] as const) {
      await later();
      container?.log.write(text);
    }
    expect((await shown(run)).slice(-3)).toEqual(['#2 b', '#1 a', '#2 c']);
    expect((await shown(run, { all: true })).slice(-4)).toEqual(['#2       b', '#1       a', 'starter  s', '#2       c']);
    expect(await shown(run, { start: { tailLines: 1 }, runner: ['2'] })).toEqual(['#2 c']);
  });

  it('are read in pieces, in the order of time all the same, where there are more than may be read at once', async () => {
    const run = await place.run('pieces', { parallelism: 5 });
    const containers = await talkative(run, 0);
    for (let step = 0; step < 4; step += 1) {
      for (const container of containers) container.log.write(...numbered(container, step * 2000, (step + 1) * 2000).map((text) => text.padEnd(100, '.')));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const all = await shown(run, { format: 'raw' });
    const counted = counting(client);
    const pieces = show(run, { format: 'raw', maxStreams: 2 }, counted.client);
    await pieces.end;
    expect(pieces.lines()).toHaveLength(5 * 8000);
    expect(pieces.lines()).toEqual(all);
    expect(counted.mostOpen()).toBe(2);
  }, 30_000);

  it('are never those of another run of the same name', async () => {
    const mine = await place.run('namesake');
    const others = await place.run('namesake', {}, 'TestRun');
    await talkative(mine, 1);
    const result = show(others);
    await result.end;
    expect([result.lines(), result.notes.join()]).toEqual([[], expect.stringContaining('no runner of "namesake" has a log yet')]);
    expect(await shown(mine)).toEqual(['#1 1/0']);
  });

  it('of one that cannot be read do not keep the others from being shown', async () => {
    const run = await place.run('partly', { parallelism: 2 });
    const [, second] = await talkative(run, 1);
    node.refuse(second?.pod.metadata?.name ?? '');
    const result = show(run);
    const error: unknown = await result.end.catch((reason: unknown) => reason);
    expect(isKubeError(error)).toBe(false);
    expect(error).toMatchObject({ message: '1 of 2 logs could not be read to the end', exitCode: 1 });
    expect(result.lines()).toEqual(['#1 1/0']);
    expect(result.notes).toEqual([expect.stringContaining(`${second?.pod.metadata?.name ?? ''}: Internal error occurred`)]);
  });
});
