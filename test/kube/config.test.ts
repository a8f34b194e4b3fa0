import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentNamespace, loadKubeConfig } from '../../kube/config.ts';

let folder: string;
const saved = { KUBECONFIG: process.env['KUBECONFIG'], HOME: process.env['HOME'] };
const file = (name: string, namespace?: string): string => JSON.stringify({
  'apiVersion': 'v1',
  'kind': 'Config',
  'clusters': [{ name, cluster: { server: `https://${name}.example:6443` } }],
  'users': [{ name, user: { token: name } }],
  'contexts': [{ name, context: { cluster: name, user: name, namespace } }, { name: 'shared', context: { cluster: name, user: name } }],
  'current-context': name,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  await writeFile(join(folder, 'a'), file('a', 'load'));
  await writeFile(join(folder, 'b'), file('b'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  process.env['HOME'] = folder;
});
afterEach(() => {
  for (const [name, value] of Object.entries(saved)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

const use = (...names: string[]): void => {
  process.env['KUBECONFIG'] = names.map((name) => join(folder, name)).join(':');
};

describe('the kubeconfig', () => {
  it('is all files of KUBECONFIG; the first that names a thing wins', () => {
    use('a', 'b');
    const config = loadKubeConfig();
    expect(config.contexts.map(({ name, cluster }) => `${name}=${cluster}`)).toEqual(['a=a', 'shared=a', 'b=b']);
    expect(config.getCurrentCluster()?.server).toBe('https://a.example:6443');
    expect(currentNamespace(config)).toBe('load');
  });

  it('passes over files that do not exist, as kubectl does', () => {
    use('missing', 'b');
    expect(loadKubeConfig().getCurrentContext()).toBe('b');
  });

  it('may be used by any of its contexts', () => {
    use('a', 'b');
    const config = loadKubeConfig('b');
    expect([config.getCurrentCluster()?.name, currentNamespace(config)]).toEqual(['b', 'default']);
  });

  it('says which contexts it has when it is asked for another', () => {
    use('a');
    expect(() => loadKubeConfig('prod')).toThrow('the kubeconfig has no context "prod"; it has: a, shared');
  });

  it('that is named and not there is an error, not another cluster', () => {
    use('missing');
    expect(() => loadKubeConfig()).toThrow(/KUBECONFIG=.*missing: no such file/);
  });

  it('that is nowhere is an error, not localhost', () => {
    Reflect.deleteProperty(process.env, 'KUBECONFIG');
    expect(() => loadKubeConfig()).toThrow(/no cluster/);
  });
});
