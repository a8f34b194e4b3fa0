import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Lease } from '../../api/kubernetes.ts';
import { createClient, type Client } from '../../kube/client.ts';
import type { KubeError } from '../../kube/errors.ts';
import { lead, type Leadership, type LeadOptions } from '../../kube/lease.ts';
import { leases } from '../../kube/resources.ts';
import { createTransport, type Transport } from '../../kube/transport.ts';
import { startFaultProxy, type FaultProxy } from '../fakes/faultproxy.ts';
import { testKubeConfig, testKubeconfigPath } from '../setup/kubeconfig.ts';
import { eventually, makeNamespace } from './helpers.ts';

let transports: Transport[];
let client: Client;
let proxy: FaultProxy;
let proxied: Client;
let namespace: string;
let contenders: Contender[] = [];

beforeAll(async () => {
  proxy = await startFaultProxy(testKubeconfigPath());
  const config = new KubeConfig();
  config.loadFromFile(proxy.kubeconfig);
  transports = [createTransport(testKubeConfig()), createTransport(config)];
  [client, proxied] = transports.map(createClient) as [Client, Client];
});
afterAll(async () => {
  for (const transport of transports) await transport.close();
  await proxy.close();
});
beforeEach(async () => {
  namespace = await makeNamespace(client);
});
afterEach(async () => {
  proxy.onCall(undefined);
  for (const contender of contenders) contender.end.abort();
  await Promise.allSettled(contenders.map(({ done }) => done));
  contenders = [];
});

interface Contender {
  end: AbortController;
  done: Promise<void>;
  leadership: () => Leadership | undefined;
}

/** Runs `lead` with a lease of 3 s; its onLead waits for the signal and then for `finish`. */
const contend = (identity: string, through: Client = client, more: Partial<LeadOptions> = {}, finish = Promise.resolve()): Contender => {
  const end = new AbortController();
  let leadership: Leadership | undefined;
  const done = lead(through, {
    namespace, name: 'leader', identity, signal: end.signal, leaseSeconds: 3, renewSeconds: 2, retrySeconds: 0.2,
    onLead: async (given) => {
      leadership = given;
      if (!given.signal.aborted) await once(given.signal, 'abort');
      await finish;
    },
    ...more,
  });
  done.catch(() => undefined);
  const contender = { end, done, leadership: () => leadership };
  contenders.push(contender);
  return contender;
};
const leading = (contender: Contender): Promise<Leadership> => eventually(contender.leadership);
const lease = async (): Promise<NonNullable<Lease['spec']>> => (await client.get(leases, { namespace, name: 'leader' })).spec ?? {};

describe('of several contenders', () => {
  it('one leads and renews; the others wait', async () => {
    const all = ['a', 'b', 'c'].map((identity) => contend(identity));
    await eventually(() => all.some(({ leadership }) => leadership() !== undefined));
    const { renewTime } = await lease();
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(all.filter(({ leadership }) => leadership()?.isHeld() === true)).toHaveLength(1);
    expect((await lease()).renewTime).not.toBe(renewTime);
  }, 20_000);

  it('the next one leads at once when the leader is told to end, and not before its work is finished', async () => {
    const work = Promise.withResolvers<undefined>();
    const first = contend('first', client, {}, work.promise);
    const leadership = await leading(first);
    const second = contend('second');
    first.end.abort();
    await new Promise((resolve) => setTimeout(resolve, 4000));
    // Longer than the lease: it is still renewed while the work goes on.
    expect([leadership.signal.aborted, leadership.isHeld(), second.leadership()]).toEqual([true, true, undefined]);
    work.resolve(undefined);
    await first.done;
    expect(leadership.isHeld()).toBe(false);
    await leading(second);
    expect(await lease()).toMatchObject({ holderIdentity: 'second', leaseTransitions: 1 });
  }, 20_000);

  it('the next one waits out the lease of a leader that died', async () => {
    const spec = { holderIdentity: 'dead', leaseDurationSeconds: 2, leaseTransitions: 5 };
    await client.create(leases, { metadata: { namespace, name: 'leader' }, spec });
    const start = performance.now();
    await leading(contend('heir'));
    expect(performance.now() - start).toBeGreaterThan(1900);
    expect(await lease()).toMatchObject({ holderIdentity: 'heir', leaseTransitions: 6 });
  }, 20_000);

  it.each([['an hour ago', -3600], ['in an hour', 3600]])('only changes of the lease count, not its times: renewed %s by another’s clock', async (_, seconds) => {
    const renewTime = new Date(Date.now() + seconds * 1000).toISOString().replace('Z', '000Z');
    const held = await client.create(leases, {
      metadata: { namespace, name: 'leader' }, spec: { holderIdentity: 'skewed', leaseDurationSeconds: 1, renewTime, leaseTransitions: 0 },
    });
    const heir = contend('heir');
    for (let i = 1; i <= 5; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await client.patch(leases, { namespace, name: 'leader' }, { spec: { leaseTransitions: i } });
    }
    expect([heir.leadership(), held.spec?.holderIdentity]).toEqual([undefined, 'skewed']);
    await leading(heir);
  }, 20_000);
});

describe('a leader', () => {
  it.each([['forward', 86_400_000], ['back', -86_400_000]])('keeps leading when the wall clock steps a day %s', async (_, ms) => {
    const leader = contend('a');
    const leadership = await leading(leader);
    const other = contend('b');
    jest.spyOn(Date, 'now').mockImplementation(((now) => () => now() + ms)(Date.now.bind(Date)));
    try {
      await new Promise((resolve) => setTimeout(resolve, 3500));
      expect([leadership.isHeld(), other.leadership()]).toEqual([true, undefined]);
    } finally {
      jest.restoreAllMocks();
    }
  }, 20_000);

  it('keeps leading when its lease is deleted: it makes it again', async () => {
    const leader = contend('a');
    const leadership = await leading(leader);
    await client.delete(leases, { namespace, name: 'leader' });
    await eventually(async () => (await lease()).holderIdentity === 'a');
    expect(leadership.isHeld()).toBe(true);
  }, 20_000);

  it('keeps leading when somebody else writes to the lease between its look and its write', async () => {
    const leader = contend('a', proxied);
    const leadership = await leading(leader);
    let conflicts = 1;
    proxy.onCall(async ({ method }, phase) => {
      if (method === 'PUT' && phase === 'before' && conflicts-- > 0) {
        await client.patch(leases, { namespace, name: 'leader' }, { metadata: { labels: { touched: 'yes' } } });
      }
      return undefined;
    });
    await eventually(() => proxy.calls.some(({ method, status }) => method === 'PUT' && status === 409));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(leadership.isHeld()).toBe(true);
  }, 20_000);

  it('is none any more as soon as another holds the lease', async () => {
    const leader = contend('a');
    const leadership = await leading(leader);
    await client.patch(leases, { namespace, name: 'leader' }, { spec: { holderIdentity: 'thief' } });
    await expect(leader.done).rejects.toMatchObject({ kind: 'Conflict', message: expect.stringContaining('thief holds it') });
    expect([leadership.isHeld(), leadership.signal.aborted]).toEqual([false, true]);
    expect((await lease()).holderIdentity).toBe('thief');
  }, 20_000);

  it('that cannot reach the API server gives up before anybody else may lead', async () => {
    const leader = contend('cut-off', proxied);
    const leadership = await leading(leader);
    const heir = contend('heir');
    proxy.onCall(() => ({ drop: true }));
    await expect(leader.done).rejects.toMatchObject({ kind: 'Conflict', message: expect.stringContaining('not renewed in time') });
    expect([leadership.isHeld(), heir.leadership()]).toEqual([false, undefined]);
    await leading(heir);
  }, 20_000);

  it('whose renewals hang gives up in time as well', async () => {
    const leader = contend('hung', proxied);
    const leadership = await leading(leader);
    const release = Promise.withResolvers<undefined>();
    proxy.onCall(() => release.promise);
    await expect(leader.done).rejects.toMatchObject({ kind: 'Conflict' });
    expect(leadership.isHeld()).toBe(false);
    release.resolve(undefined);
  }, 20_000);

  it('whose work fails releases the lease and fails with it', async () => {
    const leader = contend('a', client, { onLead: () => Promise.reject(new Error('broken')) });
    await expect(leader.done).rejects.toThrow('broken');
    expect(await lease()).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  });

  it('whose work is done releases the lease', async () => {
    await contend('a', client, { onLead: () => Promise.resolve() }).done;
    expect((await lease()).holderIdentity).toBe('');
  });
});

it('a process that was stopped and goes on does not take itself for the leader for one moment', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'lease-process.ts'), testKubeconfigPath(), namespace, 'stopped'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await eventually(() => lines.includes('held'), 20_000);
  child.kill('SIGSTOP');
  const heir = contend('heir');
  await leading(heir);
  const before = lines.length;
  child.kill('SIGCONT');
  const [code] = await once(child, 'exit') as [number];
  expect(code).toBe(3);
  // The line that was under way when it was stopped may still come.
  expect(lines.slice(before + 1)).not.toContain('held');
  expect(lines.at(-1)).toMatch(/^lease .* lost/);
  expect(heir.leadership()?.isHeld()).toBe(true);
}, 40_000);

it('a contender that is told to end before it led just ends', async () => {
  await client.create(leases, { metadata: { namespace, name: 'leader' }, spec: { holderIdentity: 'other', leaseDurationSeconds: 60 } });
  const errors: (KubeError | undefined)[] = [];
  const contender = contend('late', client, { log: (_, error) => errors.push(error) });
  await new Promise((resolve) => setTimeout(resolve, 300));
  contender.end.abort();
  await contender.done;
  expect([contender.leadership(), errors]).toEqual([undefined, []]);
});
