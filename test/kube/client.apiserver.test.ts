import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, type Client } from '../../kube/client.ts';
import { configMaps, k6s, namespaces, pods } from '../../kube/resources.ts';
import { createTransport, type Transport } from '../../kube/transport.ts';
import { testKubeConfig } from '../setup/kubeconfig.ts';
import { configMap, failure, makeNamespace } from './helpers.ts';

let transport: Transport;
let client: Client;
let namespace: string;
const warnings: string[] = [];

beforeAll(async () => {
  transport = createTransport(testKubeConfig(), { warn: (text) => warnings.push(text) });
  client = createClient(transport);
  namespace = await makeNamespace(client);
});
afterAll(() => transport.close());

describe('the verbs', () => {
  it('create, get, replace and delete one object, with kind and raw timestamps', async () => {
    const created = await client.create(configMaps, configMap(namespace, 'one', { a: '1' }));
    expect(created).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } });
    expect(typeof created.metadata?.creationTimestamp).toBe('string');
    const replaced = await client.replace(configMaps, { ...created, data: { a: '2' } });
    expect((await client.get(configMaps, { namespace, name: 'one' })).data).toEqual(replaced.data);
    await client.delete(configMaps, { namespace, name: 'one' });
    expect((await failure(client.get(configMaps, { namespace, name: 'one' }))).kind).toBe('NotFound');
  });

  it('create by dry run checks an object and stores nothing', async () => {
    await client.create(configMaps, configMap(namespace, 'tried'), { dryRun: true });
    expect((await failure(client.get(configMaps, { namespace, name: 'tried' }))).kind).toBe('NotFound');
    expect((await failure(client.create(configMaps, configMap(namespace, 'NOT LEGAL'), { dryRun: true }))).kind).toBe('Invalid');
  });

  it('patch by merge, JSON patch and strategic merge', async () => {
    const ref = { namespace, name: 'patched' };
    await client.create(configMaps, configMap(namespace, 'patched', { a: '1' }));
    await client.patch(configMaps, ref, { data: { b: '2' } });
    await client.patch(configMaps, ref, [{ op: 'replace', path: '/data/a', value: '3' }], { type: 'json' });
    const last = await client.patch(configMaps, ref, { data: { b: null } }, { type: 'strategic' });
    expect(last.data).toEqual({ a: '3' });
  });

  it('list page by page, each item with its kind, and all of one moment', async () => {
    const names = Array.from({ length: 7 }, (_, i) => `page-${i}`);
    for (const name of names) await client.create(configMaps, configMap(namespace, name, {}, { set: 'pages' }));
    const list = await client.list(configMaps, { namespace, labelSelector: 'set=pages', pageSize: 3 });
    expect(list.items.map(({ metadata }) => metadata?.name)).toEqual(names);
    expect(list.items.every(({ kind, apiVersion }) => kind === 'ConfigMap' && apiVersion === 'v1')).toBe(true);
    expect(list.resourceVersion).toMatch(/^\d+$/);
    expect((await client.list(configMaps, { namespace, labelSelector: 'set=pages', limit: 2 })).items).toHaveLength(2);
  });

  it('apply makes an object, and changes only the fields it names', async () => {
    const options = { fieldManager: 'a' };
    const first = await client.apply(configMaps, { metadata: { namespace, name: 'applied' }, data: { a: '1' } }, options);
    await client.patch(configMaps, { namespace, name: 'applied' }, { data: { other: 'x' } });
    const second = await client.apply(configMaps, { metadata: { namespace, name: 'applied' }, data: { a: '2' } }, options);
    expect(second.data).toEqual({ a: '2', other: 'x' });
    expect(second.metadata?.uid).toBe(first.metadata?.uid);
  });

  it('apply again changes nothing, not even the resource version', async () => {
    const object = { metadata: { namespace, name: 'twice' }, data: { a: '1' } };
    const first = await client.apply(configMaps, object, { fieldManager: 'a' });
    const second = await client.apply(configMaps, object, { fieldManager: 'a' });
    expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
  });

  it('apply takes another manager’s field only by force', async () => {
    const object = (a: string): ReturnType<typeof configMap> => ({ metadata: { namespace, name: 'owned' }, data: { a } });
    await client.apply(configMaps, object('1'), { fieldManager: 'a' });
    const refused = await failure(client.apply(configMaps, object('2'), { fieldManager: 'b' }));
    expect(refused.kind).toBe('Conflict');
    expect((await client.apply(configMaps, object('2'), { fieldManager: 'b', force: true })).data).toEqual({ a: '2' });
  });

  it('write the status of a custom resource without touching its spec', async () => {
    const run = await client.create(k6s, {
      apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { namespace, name: 'run' }, spec: { parallelism: 1, script: { configMap: { name: 's' } } },
    } as never);
    const status = { status: { stage: 'created' }, spec: { parallelism: 9 } };
    const patched = await client.patch(k6s, { namespace, name: 'run' }, status, { subresource: 'status' });
    expect(patched).toMatchObject({ spec: { parallelism: 1 }, status: { stage: 'created' } });
    expect(patched.metadata.generation).toBe(run.metadata.generation);
  });
});

describe('delete', () => {
  it('of what does not exist is success', async () => {
    await client.delete(configMaps, { namespace, name: 'never-was' });
  });

  it('by UID leaves another object of that name alone, and is success', async () => {
    const old = await client.create(configMaps, configMap(namespace, 'again'));
    await client.delete(configMaps, { namespace, name: 'again' });
    const next = await client.create(configMaps, configMap(namespace, 'again'));
    await client.delete(configMaps, { namespace, name: 'again' }, { uid: old.metadata?.uid });
    expect((await client.get(configMaps, { namespace, name: 'again' })).metadata?.uid).toBe(next.metadata?.uid);
  });

  it('without a name is refused before it reaches the server, which would empty the collection', async () => {
    expect((await failure(client.delete(configMaps, { namespace, name: '' }))).kind).toBe('Invalid');
    expect((await failure(client.delete(configMaps, { name: 'x' }))).kind).toBe('Invalid');
  });
});

describe('errors of a real server', () => {
  it('tell a name that is taken from a write that came too late', async () => {
    const object = await client.create(configMaps, configMap(namespace, 'taken'));
    expect((await failure(client.create(configMaps, configMap(namespace, 'taken')))).kind).toBe('AlreadyExists');
    await client.patch(configMaps, { namespace, name: 'taken' }, { data: { a: '1' } });
    expect((await failure(client.replace(configMaps, object))).kind).toBe('Conflict');
  });

  it('name verb, resource and object in the server’s own words, and keep the details', async () => {
    const error = await failure(client.create(configMaps, configMap(namespace, 'Not_A_Name')));
    expect(error).toMatchObject({ kind: 'Invalid', status: 422, details: { causes: [{ field: 'metadata.name' }] } });
    expect(error.message).toMatch(new RegExp(`^create configmaps ${namespace}/Not_A_Name: ConfigMap "Not_A_Name" is invalid`));
  });

  it('say Forbidden for a user without rights', async () => {
    const config = testKubeConfig();
    const [user] = config.users;
    config.users = [{ ...user, name: user?.name ?? '', impersonateUser: 'nobody' }];
    const nobody = createTransport(config);
    const error = await failure(createClient(nobody).get(namespaces, { name: namespace }));
    expect(error.kind).toBe('Forbidden');
    await nobody.close();
  });

  it('say NotFound for the log of no pod', async () => {
    expect((await failure(client.podLog({ namespace, name: 'none' }))).kind).toBe('NotFound');
  });

  it('say Gone for a watch from a version that the server no longer has', async () => {
    const events = client.watch(k6s, { namespace, resourceVersion: '1' });
    expect((await failure(events.next())).kind).toBe('Gone');
  });
});

it('passes the server’s warnings on, each once', async () => {
  const deprecated = { metadata: { namespace, name: 'warned' }, spec: { containers: [{ name: 'a', image: 'a' }, { name: 'b', image: 'b', env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] }] } };
  await client.create(pods, deprecated);
  await client.create(pods, { ...deprecated, metadata: { namespace, name: 'warned-again' } });
  expect(warnings.filter((text) => text.includes('hides previous definition'))).toHaveLength(1);
});
