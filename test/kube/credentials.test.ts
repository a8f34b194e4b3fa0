import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CredentialSource } from '../../kube/credentials.ts';
import { createTransport } from '../../kube/transport.ts';
import { startFakeApiServer } from '../fakes/apiserver.ts';
import { failure } from './helpers.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
});
afterEach(() => rm(folder, { recursive: true }));

const configFor = (user: object, server = 'http://127.0.0.1:1'): KubeConfig => {
  const config = new KubeConfig();
  config.loadFromString(JSON.stringify({
    'clusters': [{ name: 'c', cluster: { server } }],
    'users': [{ name: 'u', user }],
    'contexts': [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  }));
  return config;
};

/** An exec plugin that counts its runs in a file and hands out `token-<run>`. */
const plugin = async (): Promise<{ user: object; runs: () => Promise<number> }> => {
  const log = join(folder, 'runs');
  await writeFile(log, '');
  const script = `echo run >> ${log}; echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"token-'$(wc -l < ${log})'"}}'`;
  const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script] } };
  return { user, runs: async () => (await readFile(log, 'utf8')).split('\n').length - 1 };
};

describe('credentials', () => {
  it('from an exec plugin cost one run, however many calls wait for them', async () => {
    const { user, runs } = await plugin();
    const source = new CredentialSource(configFor(user));
    const all = await Promise.all(Array.from({ length: 20 }, () => source.current()));
    await source.current();
    expect(new Set(all.map(({ headers }) => headers['Authorization']))).toEqual(new Set(['Bearer token-1']));
    expect(await runs()).toBe(1);
  });

  it('are made anew when the server no longer takes them, and the call is sent again', async () => {
    const { user } = await plugin();
    const server = await startFakeApiServer((answer) => {
      if (answer.call.headers.authorization === 'Bearer token-2') answer.json({});
      else answer.status(401, 'Unauthorized');
    });
    const transport = createTransport(configFor(user, server.config.getCurrentCluster()?.server));
    await transport.request({ method: 'POST', path: '/jobs', body: {} });
    expect(server.calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    await transport.close();
    await server.close();
  });

  it('that stay refused are an error after one more try', async () => {
    const server = await startFakeApiServer((answer) => answer.status(401, 'Unauthorized'));
    const transport = createTransport(configFor({ token: 'old' }, server.config.getCurrentCluster()?.server));
    expect((await failure(transport.request({ method: 'GET', path: '/version' }))).kind).toBe('Unauthorized');
    expect(server.calls).toHaveLength(2);
    await transport.close();
    await server.close();
  });

  it('from a plugin that fails say so, and the server is not called', async () => {
    const server = await startFakeApiServer((answer) => answer.json({}));
    const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', 'echo login first >&2; exit 1'] } };
    const transport = createTransport(configFor(user, server.config.getCurrentCluster()?.server));
    const error = await failure(transport.request({ method: 'GET', path: '/version' }));
    expect(error.kind).toBe('Unauthorized');
    expect(error.message).toContain('credentials: the program sh, which logs in, ended with exit code 1');
    expect(server.calls).toEqual([]);
    await transport.close();
    await server.close();
  });

  it('from a token file are the file’s content without its line end', async () => {
    const file = join(folder, 'token');
    await writeFile(file, 'mine\n');
    const source = new CredentialSource(configFor({ 'auth-provider': { name: 'tokenFile', config: { tokenFile: file } } }));
    expect((await source.current()).headers['Authorization']).toBe('Bearer mine');
  });

  it('follow a client certificate that is rotated on disk', async () => {
    const [cert, key] = [join(folder, 'cert'), join(folder, 'key')];
    await writeFile(cert, 'first');
    await writeFile(key, 'first');
    const source = new CredentialSource(configFor({ 'client-certificate': cert, 'client-key': key }));
    const first = await source.current();
    expect((await source.current()).key).toBe(first.key);
    await writeFile(cert, 'second');
    const second = await source.current();
    expect(second.key).not.toBe(first.key);
    expect(String((second.tls as { cert?: Buffer }).cert)).toBe('second');
  });

  it('may be a name and a password', async () => {
    const source = new CredentialSource(configFor({ username: 'me', password: 'pass' }));
    expect((await source.current()).headers['Authorization']).toBe(`Basic ${Buffer.from('me:pass').toString('base64')}`);
  });
});
