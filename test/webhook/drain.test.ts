import { describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { setTimeout } from 'node:timers/promises';
import { issueAuthority, issueLeaf } from '../../webhook/certificates/issue.ts';
import { eventually } from '../kube/helpers.ts';
import { aReview } from './reviews.ts';
import { responseOf, serve, trusting, type Serving } from './serving.ts';

jest.setTimeout(60_000);

async function connected({ server }: Serving): Promise<TLSSocket> {
  const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false }).on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
}

describe('a server that is told to end', () => {
  it('is not ready at once, serves on with each connection\'s last answer, and is gone after that', async () => {
    const serving = await serve();
    serving.server.trust({ ready: true, reason: 'trusted' });
    const idle = await connected(serving);
    idle.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(idle, 'data');
    const unused = await connected(serving);
    const gone = Promise.all([idle, unused].map((socket) => once(socket.resume(), 'close')));
    let drained = false;
    const draining = serving.server.drain(0.5).then(() => {
      drained = true;
    });
    expect(await serving.get('/readyz')).toMatchObject({ status: 503, text: 'shutting down' });
    for (const path of ['/mutate', '/validate']) expect(await serving.post(path, aReview())).toMatchObject({ status: 200, headers: { connection: 'close' } });
    expect([drained, idle.destroyed, unused.destroyed]).toEqual([false, false, false]);
    await Promise.all([draining, gone]);
    await expect(serving.get('/healthz')).rejects.toThrow();
    await serving.close().catch(() => undefined);
  });

  it('waits for a request that is under way', async () => {
    const serving = await serve();
    const socket = await connected(serving);
    const body = JSON.stringify(aReview());
    socket.write(`POST /mutate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 100)}`);
    await setTimeout(50);
    let drained = false;
    const draining = serving.server.drain(0).then(() => {
      drained = true;
    });
    await setTimeout(100);
    expect(drained).toBe(false);
    socket.write(body.slice(100));
    expect((await once(socket, 'data') as [Buffer])[0].toString()).toMatch(/^HTTP\/1.1 200 OK\r\nconnection: close\r\n/u);
    await draining;
  });
});

describe('another certificate', () => {
  it('is served from then on, and no request fails while it changes', async () => {
    const serving = await serve();
    const validity = { now: Date.now(), lifetime: 3600 };
    const authority = await issueAuthority(validity);
    const [first, second] = [await issueLeaf(authority, ['127.0.0.1'], validity), await issueLeaf(authority, ['localhost'], validity)];
    const stop = new AbortController();
    const agent = trusting();
    const seen: number[] = [];
    const flow = async (fresh: boolean): Promise<void> => {
      while (!stop.signal.aborted) {
        const own = fresh ? trusting(1) : undefined;
        const answered = await serving.post('/mutate', aReview(), own ?? agent);
        seen.push(responseOf(answered).allowed ? answered.status : 0);
        await own?.close();
      }
    };
    const flows = [flow(false), flow(false), flow(false), flow(true)];
    const peerName = async (): Promise<string | undefined> => {
      const socket = await connected(serving);
      const { subjectaltname } = socket.getPeerCertificate();
      socket.destroy();
      return subjectaltname;
    };
    for (let at = 0; at < 20; at += 1) {
      const before = seen.length;
      serving.server.present(at % 2 === 0 ? first : second);
      expect(await peerName()).toBe(at % 2 === 0 ? 'IP Address:127.0.0.1' : 'DNS:localhost');
      await eventually(() => seen.length > before + 5);
    }
    stop.abort();
    await Promise.all(flows);
    expect(seen.filter((status) => status !== 200)).toEqual([]);
    await agent.close();
    await serving.close();
  });

  it('that is none leaves the one before in place', async () => {
    const serving = await serve();
    serving.server.present({ key: 'no key', cert: 'no certificate' });
    expect(serving.logged.at(-1)).toMatchObject({ level: 50, msg: 'the next certificate cannot be served; the one before stays' });
    expect((await serving.post('/validate', aReview())).status).toBe(200);
    await serving.close();
  });
});
