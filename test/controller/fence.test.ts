import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { fenced } from '../../controller/fence.ts';
import type { KubeRequest, Transport } from '../../kube/transport.ts';

function recording(): { transport: Transport; sent: KubeRequest[] } {
  const sent: KubeRequest[] = [];
  const request = (given: KubeRequest): Promise<unknown> => {
    sent.push(given);
    return Promise.resolve({});
  };
  return { sent, transport: { request, stream: () => Promise.resolve(Readable.from([])), close: () => Promise.resolve() } };
}

describe('a leader\'s transport', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('sends no %s once the lease is lost', async (method) => {
    const { transport, sent } = recording();
    const request = fenced(transport, { isHeld: () => false }).request({ method, path: '/x', what: 'create jobs x' });
    await expect(request).rejects.toMatchObject({ kind: 'Aborted', message: 'create jobs x: not sent, the leadership is lost' });
    expect(sent).toEqual([]);
  });

  it('asks at each write, not once', async () => {
    const { transport, sent } = recording();
    let held = true;
    const leader = fenced(transport, { isHeld: () => held });
    await leader.request({ method: 'POST', path: '/x' });
    held = false;
    await expect(leader.request({ method: 'POST', path: '/x' })).rejects.toMatchObject({ kind: 'Aborted' });
    expect(sent).toHaveLength(1);
  });

  it('reads and watches on', async () => {
    const { transport, sent } = recording();
    const standby = fenced(transport, { isHeld: () => false });
    await standby.request({ method: 'GET', path: '/x' });
    await expect(standby.stream({ method: 'GET', path: '/x' })).resolves.toBeInstanceOf(Readable);
    expect(sent).toHaveLength(1);
  });

  it('gives a write no longer than the lease outlasts the leader\'s belief in it, and a read all the time that it wants', async () => {
    const { transport, sent } = recording();
    const leader = fenced(transport, { isHeld: () => true });
    for (const timeoutMs of [undefined, 60_000, 1000]) await leader.request({ method: 'PUT', path: '/x', ...(timeoutMs === undefined ? {} : { timeoutMs }) });
    await leader.request({ method: 'GET', path: '/x', timeoutMs: 60_000 });
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([5000, 5000, 1000, 60_000]);
  });
});
