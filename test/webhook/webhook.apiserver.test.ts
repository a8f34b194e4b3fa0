import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { KubeObject } from '../../api/kubernetes.ts';
import type { Kind, Run } from '../../api/run.ts';
import { kubectl } from '../../cluster/bin.ts';
import { root } from '../../cluster/paths.ts';
import { createClient, type Client } from '../../kube/client.ts';
import type { KubeError } from '../../kube/errors.ts';
import { k6s, testRuns, type Resource } from '../../kube/resources.ts';
import { createTransport } from '../../kube/transport.ts';
import { bad, good } from '../api/table.ts';
import { failure, makeNamespace } from '../kube/helpers.ts';
import { testKubeConfig, testKubeconfigPath } from '../setup/kubeconfig.ts';
import { installWebhook, type Installed } from './installed.ts';

jest.setTimeout(90_000);

const transport = createTransport(testKubeConfig());
const client: Client = createClient(transport);
const resources: Record<Kind, Resource<Run>> = { K6: k6s, TestRun: testRuns };
let namespace: string;
let installed: Installed;
/** Made before there was a webhook: without defaults, and with an argument that is refused today. */
const early = { script: { configMap: { name: 's' } }, arguments: '--paused' };

beforeAll(async () => {
  namespace = await makeNamespace(client);
  for (const name of ['early', 'early-created']) await client.create(k6s, aRun('K6', name, early));
  installed = await installWebhook(client, namespace);
});
afterAll(async () => {
  await installed.remove();
  await transport.close();
});

function aRun(kind: Kind, name: string, spec: unknown): Run {
  return { apiVersion: 'k6.io/v1alpha1', kind, metadata: { name, namespace } as Run['metadata'], spec: spec as Run['spec'] };
}

async function kube(args: string[], input?: unknown): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
  const all = ['--kubeconfig', testKubeconfigPath(), '--namespace', namespace, ...args];
  const { exitCode, stdout, stderr } = await execa(await kubectl(), all, { reject: false, ...(input !== undefined && { input: stringify(input) }) });
  return { exitCode, stdout, stderr };
}

const get = (kind: Kind, name: string): Promise<Run> => client.get(resources[kind], { namespace, name });
const versions = ({ metadata: { generation, resourceVersion } }: Run): unknown => ({ generation, resourceVersion });

async function reach(run: Run, stage: string): Promise<Run> {
  return client.replace(resources[run.kind], { ...run, status: { stage } } as Run, { subresource: 'status' });
}

/** As the README of 2022 has it, with what it allows. */
const spec2022 = {
  parallelism: 4, script: { configMap: { name: 'my-test', file: 'test.js' } }, image: 'old/k6:0.38', arguments: '--vus 8',
  scuttle: { enabled: 'true', scuttleLogging: true }, runner: { nodeselector: { pool: 'load' }, resources: { limits: { memory: '1000Mi' } } },
};
const specToday = { parallelism: 4, script: { configMap: { name: 'my-test' } }, arguments: '--vus 8', runner: { image: 'grafana/k6:1.8.1', nodeSelector: { pool: 'load' } } };

describe.each(['K6', 'TestRun'] as const)('a %s that is applied', (kind) => {
  const shapes = [['of 2022', spec2022], ['of today', specToday]] as const;
  const ways = [['client-side', []], ['server-side', ['--server-side']]] as const;
  const cases = shapes.flatMap(([shape, spec]) => ways.map(([way, flags]) => [shape, way, spec, flags] as const));

  it.each(cases)('%s, %s, comes out normalised, and is not changed by being applied again', async (shape, way, spec, flags) => {
    const run = aRun(kind, `${kind.toLowerCase()}-${shape.replace(' ', '-')}-${way}`, spec);
    expect(await kube(['apply', ...flags, '-f', '-'], run)).toMatchObject({ exitCode: 0 });
    const first = await get(kind, run.metadata.name);
    expect(first.metadata.labels).toEqual({ 'app': 'k6', 'k6.io/managed-by': 'k6-operator' });
    expect(first.spec).toMatchObject({ quiet: 'true', paused: 'true', script: { configMap: { file: 'test.js' } }, runner: { image: 'image' in spec ? spec.image : spec.runner.image, nodeSelector: { pool: 'load' } } });
    for (const gone of ['image', 'runner.nodeselector', 'scuttle.scuttleLogging']) expect(first.spec).not.toHaveProperty(gone);
    for (const stage of [undefined, 'created']) {
      const before = stage === undefined ? first : await reach(first, stage);
      expect(await kube(['apply', ...flags, '-f', '-'], run)).toMatchObject({ exitCode: 0 });
      const after = await get(kind, run.metadata.name);
      expect([versions(after), after.spec]).toEqual([{ ...versions(before) as object, resourceVersion: expect.any(String), generation: first.metadata.generation }, first.spec]);
    }
  });
});

describe('a run that was made while there was no webhook', () => {
  it('can still be labelled, and be given and relieved of finalizers', async () => {
    const ref = { namespace, name: 'early' };
    await client.patch(k6s, ref, { metadata: { labels: { a: 'b' }, finalizers: ['example.com/wait'] } });
    await client.patch(k6s, ref, { metadata: { finalizers: null } });
    expect(await get('K6', 'early')).toMatchObject({ metadata: { labels: { a: 'b' } }, spec: early });
  });

  it('can still be stopped once it has runners, and stays as it is otherwise', async () => {
    const before = await reach(await get('K6', 'early-created'), 'created');
    const after = await client.patch(k6s, { namespace, name: 'early-created' }, { spec: { stop: true } });
    expect(after.spec).toEqual({ ...before.spec, stop: true });
    const refused = await failure(client.patch(k6s, { namespace, name: 'early-created' }, { spec: { parallelism: 7 } }));
    expect(refused.message).toMatch(/admission webhook "mutate.k6.io" denied the request: .*cannot change in stage created/u);
  });
});

describe('a run that is wrong', () => {
  const folder = join(root, 'config', 'samples', 'invalid');
  const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'refusals.golden.json'), 'utf8')) as Record<string, string>;

  it('is refused with the message of its sample, and nothing is stored', async () => {
    const files = readdirSync(folder);
    const refused = await Promise.all(files.map(async (file) => {
      const run = parse(readFileSync(join(folder, file), 'utf8')) as Run;
      const object = { ...run, metadata: { ...run.metadata, namespace } };
      const errors = [await failure(client.create(resources[run.kind], object, { dryRun: true })), await failure(client.create(resources[run.kind], object))] as const;
      return [file, errors] as const;
    }));
    // The API server drops unknown fields before it asks, so what a message shows of an object may be less there.
    const pruned = (message: string): string => message.replaceAll(/\{"[^{}]*\}/gu, '{}');
    const prefix = /^create \S+ \S+: admission webhook "mutate.k6.io" denied the request: /u;
    const messages = (at: 0 | 1): Record<string, string> => Object.fromEntries(refused.map(([file, errors]) => [file, pruned(errors[at].message.replace(prefix, ''))]));
    const wanted = Object.fromEntries(Object.entries(golden).map(([file, message]) => [file, pruned(message)]));
    expect(messages(0)).toEqual(wanted);
    expect(messages(1)).toEqual(wanted);
    expect(refused.map(([, [error]]: readonly [string, readonly [KubeError, KubeError]]) => error.status)).toEqual(files.map(() => 422));
  });

  it('is told by kubectl with a line for each fault', async () => {
    const { exitCode, stderr } = await kube(['apply', '-f', '-'], aRun('K6', 'wrong', { ...specToday, parallelism: 0, cleanup: 'pre', arguments: '--paused' }));
    expect([exitCode, stderr.split('\n')]).toEqual([1, [
      'The K6 "wrong" is invalid: ',
      expect.stringMatching(/^\* spec\.parallelism: /u),
      expect.stringMatching(/^\* spec\.arguments: /u),
      expect.stringMatching(/^\* spec\.cleanup: /u),
    ]]);
  });

  it('leaves the kinds of others alone', async () => {
    const configMap: KubeObject & { data: object } = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other', namespace }, data: {} };
    expect(await kube(['create', '-f', '-'], configMap)).toMatchObject({ exitCode: 0 });
  });
});

describe('the API server with the webhook in the way', () => {
  const tryOut = (name: string, spec: unknown): Promise<Run> => client.create(k6s, aRun('K6', name, spec), { dryRun: true });

  it('takes every good run of the table that CRD and offline validator take', async () => {
    for (const [name, spec] of good) await tryOut(name, spec);
  });

  it('refuses every bad one, in the words of the webhook and not of the schema', async () => {
    const messages = await Promise.all(bad.map(async ([, name, spec]) => (await failure(tryOut(name, spec))).message));
    for (const message of messages) expect(message).toContain('admission webhook "mutate.k6.io" denied the request');
  });
});

describe('a run that is risky', () => {
  it('is stored, and each warning shown once', async () => {
    const { exitCode, stderr } = await kube(['apply', '-f', '-'], aRun('TestRun', 'risky', { ...specToday, runner: { image: 'k6:latest' } }));
    expect(exitCode).toBe(0);
    const lines = stderr.split('\n').filter((line) => line.includes('k6:latest'));
    expect(lines).toEqual([expect.stringMatching(/^Warning: spec\.runner\.image k6:latest /u)]);
  });
});

describe('the webhook process', () => {
  it('ends with 0 when it is told to', async () => {
    const { exitCode, output } = await installed.remove();
    expect(exitCode).toBe(0);
    const lines = output.split('\n').map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['listening', 'ready', 'draining', 'ended']));
    expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
  });
});
