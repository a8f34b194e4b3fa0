import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PlainConfig } from '../../../plugin/connect/plainconfig.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'k6-plain-'));
  writeFileSync(join(folder, 'ca.crt'), 'CA');
  writeFileSync(join(folder, 'one'), `
current-context: plain
clusters: [{name: a, cluster: {server: "https://a", certificate-authority: ca.crt}}, {name: p, cluster: {server: "https://p", proxy-url: "http://q"}}]
users: [{name: u, user: {token: t}}, {name: e, user: {exec: {command: login}}}]
contexts: [{name: plain, context: {cluster: a, user: u, namespace: load}}, {name: exec, context: {cluster: a, user: e}}, {name: proxy, context: {cluster: p, user: u}}]
`);
  writeFileSync(join(folder, 'two'), 'current-context: other\ncontexts: [{name: plain, context: {cluster: x}}, {name: more, context: {}}]\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

function config(): PlainConfig {
  return new PlainConfig(undefined, { KUBECONFIG: [join(folder, 'one'), join(folder, 'missing'), join(folder, 'two')].join(delimiter) });
}

describe('PlainConfig', () => {
  it('reads what a token needs, with paths relative to the file, from a list of files the first of which wins', () => {
    expect(config().access(undefined)).toMatchObject({ server: 'https://a', token: 't', namespace: 'load', ca: Buffer.from('CA'), rejectUnauthorized: true });
    expect(config().contexts()).toEqual(['plain', 'exec', 'proxy', 'plain', 'more']);
  });

  it.each(['exec', 'proxy', 'more', 'nowhere'])('leaves the context %s to those who know more', (context) => {
    expect(config().access(context)).toBeUndefined();
  });

  it('finds nothing where there is no file', () => {
    expect(new PlainConfig(join(folder, 'missing'), {}).access(undefined)).toBeUndefined();
  });
});
