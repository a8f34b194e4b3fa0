import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fence } from '../../kube/fence.ts';
import { configMaps } from '../../kube/resources.ts';
import { startFakeApiServer, type FakeApiServer } from '../fakes/apiserver.ts';
import { all, failure, stored } from './helpers.ts';

let server: FakeApiServer;
beforeEach(async () => {
  server = await startFakeApiServer((answer) => (answer.call.query.has('watch') ? answer.watch().end() : answer.json({})));
});
afterEach(() => server.close());

const ref = { namespace: 'test', name: 'a' };
const fenced = (held: boolean): ReturnType<typeof fence> => {
  const reason = new Error('the lease was lost');
  return fence(server.client, { signal: held ? new AbortController().signal : AbortSignal.abort(reason), isHeld: () => held });
};
type Fenced = ReturnType<typeof fence>;
const writes: [string, (client: Fenced) => Promise<unknown>][] = [
  ['create', (client) => client.create(configMaps, stored('a', '1', '1'))],
  ['patch', (client) => client.patch(configMaps, ref, {})],
  ['replace', (client) => client.replace(configMaps, stored('a', '1', '1'))],
  ['apply', (client) => client.apply(configMaps, stored('a', '1', '1'), { fieldManager: 'x' })],
  ['delete', (client) => client.delete(configMaps, ref)],
];

describe.each(writes)('%s', (_, write) => {
  it('is done as long as the lease is held', async () => {
    await write(fenced(true));
    expect(server.calls).toHaveLength(1);
  });

  it('is refused once the lease is lost, without a call', async () => {
    expect(await failure(write(fenced(false)))).toMatchObject({ kind: 'Aborted', cause: new Error('the lease was lost') });
    expect(server.calls).toEqual([]);
  });
});

it('reading is always possible', async () => {
  const client = fenced(false);
  await client.get(configMaps, ref);
  await client.list(configMaps);
  await client.podLog(ref);
  (await client.podLogStream(ref)).resume();
  await all(client.watch(configMaps, { resourceVersion: '1' }));
  expect(server.calls).toHaveLength(5);
});
