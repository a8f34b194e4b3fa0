import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { temporaryPair } from '../../../webhook/certificates/index.ts';
import { eventually } from '../../kube/helpers.ts';
import { Stage } from './stage.ts';

/** The real cluster has fifty (test/e2e/alone/rotation.e2e.test.ts). */
const rotations = 12;

/** Resolves to undefined after a handshake that trusts these CAs alone, else to the reason why there was none. */
function handshake(server: Server, ca: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'webhook.test.svc' }, () => {
      socket.end();
      resolve(undefined);
    });
    socket.once('error', (error: Error) => resolve(error.message));
  });
}

describe('certificates that are rotated again and again', () => {
  let stage: Stage;
  const servers: Server[] = [];
  beforeAll(async () => {
    stage = await Stage.open();
    const pair = await temporaryPair();
    for (let replica = 0; replica < 2; replica += 1) {
      const server = createServer(pair, (_, response) => response.end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      servers.push(server);
    }
  });
  afterAll(async () => {
    await stage.close();
    for (const server of servers) server.close();
  });

  it(`${rotations} times in a row let no handshake fail that goes by the caBundle of its moment`, async () => {
    const keepers = servers.map((server) => stage.keep({ onPair: (pair) => server.setSecureContext(pair) }));
    await Promise.all(keepers.map(({ untilReady }) => untilReady()));
    const failures: string[] = [];
    const authorities = new Set<string>();
    let [handshakes, over] = [0, false];
    const caller = async (): Promise<void> => {
      while (!over) {
        const bundles = new Set(await stage.bundles());
        const pairs = servers.flatMap((server) => [...bundles].map((bundle) => ({ server, bundle })));
        for (const { server, bundle } of pairs) {
          const failure = await handshake(server, bundle);
          if (failure !== undefined) failures.push(failure);
          handshakes += 1;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const calling = caller();
    for (let rotation = 0; rotation < rotations; rotation += 1) {
      const before = await stage.data('ca.crt');
      authorities.add(before);
      await stage.patchSecret({ metadata: { annotations: { 'k6.io/rotate': 'ca' } } });
      await eventually(async () => await stage.data('ca.crt') !== before, 30_000);
    }
    over = true;
    await calling;
    expect(failures).toEqual([]);
    expect(authorities.size).toBe(rotations);
    expect(handshakes).toBeGreaterThan(rotations);
    for (const keeper of keepers) expect(keeper.trusts.filter(({ ready }) => !ready).length).toBeLessThan(rotations);
  }, 240_000);
});
