import { afterEach, describe, expect, it } from '@jest/globals';
import { configMaps } from '../../kube/resources.ts';
import { startFakeApiServer, type FakeApiServer, type Script } from '../fakes/apiserver.ts';
import { failure, stored } from './helpers.ts';

let server: FakeApiServer;
afterEach(() => server.close());
const start = async (...scripts: Script[]): Promise<FakeApiServer> => {
  server = await startFakeApiServer((answer) => scripts.shift()?.(answer));
  return server;
};
const names = (items: { metadata?: { name?: string } }[]): (string | undefined)[] => items.map(({ metadata }) => metadata?.name);

describe('a list', () => {
  it('follows its pages, 500 items each, and asks for no resource version, so that it is as new as the call', async () => {
    const { client, calls } = await start(
      (answer) => answer.list('7', [stored('a', '1', '1')], 'next/page='),
      (answer) => answer.list('7', [stored('b', '2', '2')]),
    );
    const list = await client.list(configMaps, { namespace: 'test', labelSelector: 'app=k6,x!=y' });
    expect([names(list.items), list.resourceVersion]).toEqual([['a', 'b'], '7']);
    expect(calls.map(({ query }) => Object.fromEntries(query))).toEqual([
      { labelSelector: 'app=k6,x!=y', limit: '500' },
      { labelSelector: 'app=k6,x!=y', limit: '500', continue: 'next/page=' },
    ]);
  });

  it('that expires between two pages starts over in one piece', async () => {
    const { client, calls } = await start(
      (answer) => answer.list('7', [stored('a', '1', '1')], 'page-2'),
      (answer) => answer.status(410, 'Expired'),
      (answer) => answer.list('9', [stored('b', '2', '2')]),
    );
    const list = await client.list(configMaps);
    expect([names(list.items), list.resourceVersion]).toEqual([['b'], '9']);
    expect(calls.at(-1)?.query.has('limit')).toBe(false);
  });

  it('whose connection is reset in the middle goes on with the same page', async () => {
    const { client } = await start(
      (answer) => answer.list('7', [stored('a', '1', '1')], 'page-2'),
      (answer) => answer.reset(),
      (answer) => answer.list('7', [stored('b', '2', '2')]),
    );
    expect(names((await client.list(configMaps)).items)).toEqual(['a', 'b']);
  });

  it('that stays expired is an error', async () => {
    const { client } = await start((answer) => answer.status(410, 'Gone'), (answer) => answer.status(410, 'Gone'));
    expect((await failure(client.list(configMaps))).kind).toBe('Gone');
  });

  it('of nothing is empty, also where the server writes null', async () => {
    const { client } = await start((answer) => answer.json({ items: null, metadata: { resourceVersion: '3' } }));
    expect(await client.list(configMaps)).toEqual({ items: [], resourceVersion: '3' });
  });

  it('ends early when enough was read', async () => {
    const { client, calls } = await start((answer) => answer.list('7', [stored('a', '1', '1'), stored('b', '2', '2')], 'page-2'));
    expect(names((await client.list(configMaps, { limit: 2 })).items)).toEqual(['a', 'b']);
    expect(calls[0]?.query.get('limit')).toBe('2');
  });
});

describe('a name in a path', () => {
  it('stays one segment, whatever is in it', async () => {
    const { client, calls } = await start((answer) => answer.json({}));
    await client.get(configMaps, { namespace: 'a/b', name: '../x?y' });
    expect(calls[0]?.path).toBe('/api/v1/namespaces/a%2Fb/configmaps/..%2Fx%3Fy');
  });
});
