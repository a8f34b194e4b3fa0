import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { currentNamespace } from '../../../kube/config.ts';
import type { GlobalFlags } from '../../../plugin/connect/flags.ts';
import { kubeConfigFor } from '../../../plugin/connect/kubeconfig.ts';

let folder = '';
const before = process.env['KUBECONFIG'];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'k6-kubeconfig-'));
  writeFileSync(join(folder, 'config'), JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'one',
    clusters: [{ name: 'a', cluster: { server: 'https://a:6443', 'certificate-authority-data': 'Q0E=' } }, { name: 'b', cluster: { server: 'https://b:6443' } }],
    users: [{ name: 'u', user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' } }, { name: 'w', user: { token: 't' } }],
    contexts: [{ name: 'one', context: { cluster: 'a', user: 'u', namespace: 'load' } }, { name: 'two', context: { cluster: 'b', user: 'w' } }],
  }));
  process.env['KUBECONFIG'] = join(folder, 'config');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env['KUBECONFIG'];
  else process.env['KUBECONFIG'] = before;
});

function made(flags: GlobalFlags): Record<string, unknown> {
  const config = kubeConfigFor(flags);
  return { cluster: config.getCurrentCluster(), user: config.getCurrentUser(), namespace: currentNamespace(config) };
}

describe('kubeConfigFor', () => {
  it('is the current context when no flag says otherwise', () => {
    expect(made({})).toMatchObject({ cluster: { server: 'https://a:6443', caData: 'Q0E=' }, user: { certData: 'Q0VSVA==' }, namespace: 'load' });
  });

  it('takes another context, cluster or user', () => {
    expect(made({ context: 'two' })).toMatchObject({ cluster: { server: 'https://b:6443' }, user: { token: 't' }, namespace: 'default' });
    expect(made({ cluster: 'b', user: 'w' })).toMatchObject({ cluster: { server: 'https://b:6443' }, user: { token: 't' }, namespace: 'load' });
  });

  it('lets a token replace the certificate, and keeps to the cluster', () => {
    const { user } = made({ token: 'by-hand' }) as { user: object };
    expect(user).toMatchObject({ token: 'by-hand' });
    expect(user).not.toHaveProperty('certData');
  });

  it('takes server, authority and certificates by hand', () => {
    const flags = { server: 'https://c', 'certificate-authority': 'ca.crt', 'client-certificate': 'c.crt', 'client-key': 'c.key', 'tls-server-name': 'n', 'insecure-skip-tls-verify': true };
    const { cluster, user } = made(flags);
    expect(cluster).toMatchObject({ server: 'https://c', caFile: resolve('ca.crt'), tlsServerName: 'n', skipTLSVerify: true });
    expect(cluster).not.toHaveProperty('caData');
    expect(user).toMatchObject({ certFile: resolve('c.crt'), keyFile: resolve('c.key') });
  });

  it('needs no kubeconfig where the server is named', () => {
    process.env['KUBECONFIG'] = join(folder, 'nowhere');
    expect(made({ server: 'https://c', token: 't' })).toMatchObject({ cluster: { server: 'https://c' }, user: { token: 't' }, namespace: 'default' });
    expect(() => made({})).toThrow(expect.objectContaining({ exitCode: 1, hint: expect.stringContaining('--kubeconfig') }));
    process.env['KUBECONFIG'] = join(folder, 'config');
  });

  it.each([[{ context: 'x' }, 'one, two'], [{ cluster: 'x' }, 'a, b'], [{ user: 'x' }, 'u, w'], [{ kubeconfig: '/nowhere' }, 'no such file']])('says what there is instead of %j', (flags, words) => {
    expect(() => made(flags)).toThrow(words);
  });

  it.each([['{{{', 'unexpected end'], ['', 'empty'], [undefined, 'directory']])('names the file in one line when it holds %j', (text, words) => {
    const file = text === undefined ? folder : join(folder, 'broken');
    if (text !== undefined) writeFileSync(file, text);
    for (const list of [undefined, file]) {
      process.env['KUBECONFIG'] = list ?? join(folder, 'config');
      const message = messageOf(list === undefined ? { kubeconfig: file } : {});
      expect(message).toMatch(new RegExp(`^kubeconfig ${file}: .*${words}`));
      expect(message).not.toContain('\n');
    }
    process.env['KUBECONFIG'] = join(folder, 'config');
  });
});

function messageOf(flags: GlobalFlags): string {
  try {
    made(flags);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
