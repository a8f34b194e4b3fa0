import { ApiException, ApiextensionsV1Api, CustomObjectsApi } from '@kubernetes/client-node';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { admitted, refusals } from '../../../api/admission/index.ts';
import { withDefaults } from '../../../api/defaults.ts';
import { group, type Kind, kinds, type Run, version } from '../../../api/run.ts';
import { runSchema } from '../../../api/schema/crd.ts';
import type { Schema } from '../../../api/schema/schema.ts';
import type { RunSpec } from '../../../api/spec.ts';
import type { Stage } from '../../../api/status.ts';
import { validateRun, validateUpdate } from '../../../api/validation/index.ts';
import { kubectl } from '../../../cluster/bin.ts';
import { testKubeConfig, testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { everyField, wholeSpec, wholeStatus } from '../examples.ts';
import { bad, badChanges, good, goodChanges } from '../table.ts';
import { extract } from './extract.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const namespace = 'api-schema';
const images = { runner: 'grafana/k6:1.8.1' };
const policy = { images, limits: { maxParallelism: 1000 } };
const config = testKubeConfig();
const runs = config.makeApiClient(CustomObjectsApi);
const bothKinds = Object.keys(kinds) as Kind[];
const properties = runSchema(extract).properties as { spec: Schema; status: Schema };

type Stored = Run & { metadata: { generation: number } };

async function create(kind: Kind, name: string, spec: unknown, dryRun = false): Promise<Stored> {
  const body = { apiVersion: `${group}/${version}`, kind, metadata: { name }, spec };
  return await runs.createNamespacedCustomObject({
    group, version, namespace, plural: kinds[kind], body, fieldValidation: 'Strict', ...(dryRun && { dryRun: 'All' }),
  }) as Stored;
}

/** What the API server's schema has against a spec; nothing where it takes it. */
async function refusal(name: string, spec: unknown): Promise<string | undefined> {
  return refusalOf(() => create('K6', name, spec, true));
}

async function refusalOf(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof ApiException && (error.code === 400 || error.code === 422)) return error.message;
    throw error;
  }
}

jest.setTimeout(60_000);

beforeAll(async () => {
  await execa(await kubectl(), ['--kubeconfig', testKubeconfigPath(), 'create', 'namespace', namespace]);
});

describe('an API server', () => {
  it.each(bothKinds)('serves %s with a structural schema', async (kind) => {
    const found = await config.makeApiClient(ApiextensionsV1Api).readCustomResourceDefinition({ name: `${kinds[kind]}.${group}` });
    const conditions = Object.fromEntries((found.status?.conditions ?? []).map(({ type, status }) => [type, status]));
    expect(conditions).toEqual({ NamesAccepted: 'True', Established: 'True' });
  });

  it('takes the CRDs from kubectl apply without --server-side, as the 2022 README has it', async () => {
    const { stdout } = await execa(await kubectl(), ['--kubeconfig', testKubeconfigPath(), 'apply', '--dry-run=server', '-k', join(root, 'config', 'crd')]);
    expect(stdout).toContain('k6s.k6.io');
    expect(stdout).toContain('testruns.k6.io');
  });

  it.each(bothKinds)('gives back every field of the types of a %s', async (kind) => {
    const { spec } = await create(kind, 'whole', wholeSpec);
    expect(spec).toEqual(wholeSpec);
    const status = await replaceStatus(kind, 'whole', wholeStatus);
    expect(status).toEqual(wholeStatus);
    expect(await replaceStatus(kind, 'whole', { ...wholeStatus, exitCode: 0 })).toHaveProperty('exitCode', 0);
  });

  it('gives back every field that the schema knows, at any depth', async () => {
    const spec = { ...everyField(properties.spec) as object, script: { localFile: 'a' } };
    expect((await create('TestRun', 'deep', spec)).spec).toEqual(spec);
  });

  it('refuses a field that it does not know, at any depth', async () => {
    expect(await refusal('a', { script: { localFile: 'a' }, paralelism: 4 })).toContain('paralelism');
    expect(await refusal('a', { script: { localFile: 'a' }, runner: { env: [{ name: 'A', valeu: 'b' }] } })).toContain('valeu');
  });

  it('shows stage, result and runners in columns', async () => {
    await create('K6', 'shown', { script: { localFile: 'a' } });
    await replaceStatus('K6', 'shown', { ...wholeStatus, runners: { ...wholeStatus.runners, ready: 3, readyTotal: '3/4' } });
    const { stdout } = await execa(await kubectl(), ['--kubeconfig', testKubeconfigPath(), '-n', namespace, 'get', 'k6', 'shown']);
    expect(stdout).toMatch(/NAME +STAGE +RESULT +RUNNERS +AGE\nshown +finished +ThresholdsFailed +3\/4 +\d+s/);
  });

  it('takes what the defaults fill in', async () => {
    const run = await create('K6', 'defaulted', { script: { configMap: { name: 'k6-test' } } });
    const defaulted = withDefaults(run, { runner: 'loadimpact/k6:latest' });
    const stored = await runs.replaceNamespacedCustomObject({ group, version, namespace, plural: 'k6s', name: 'defaulted', body: defaulted, fieldValidation: 'Strict' }) as Run;
    expect(stored.spec).toEqual(defaulted.spec);
  });
});

/** One table for the CRD on its own, for what the webhook is made of, and for the same checks offline. */
describe('the API server, admission and the offline checks', () => {
  it.each(good)('all take %s with %j', async (name, spec) => {
    expect([await refusal(name, spec), refused(name, spec), faults(name, spec)]).toEqual([undefined, [], []]);
  });

  it.each(bad.filter(([caught]) => caught === 'schema'))('all refuse what the %s does: %s with %.200j', async (_, name, spec) => {
    expect(await refusal(name, spec)).toBeDefined();
    expect(refused(name, spec)).not.toEqual([]);
    expect(faults(name, spec)).not.toEqual([]);
  });

  it.each(bad.filter(([caught]) => caught === 'webhook'))('leave to the %s what the schema cannot say: %s with %j', async (_, name, spec) => {
    expect(await refusal(name, spec)).toBeUndefined();
    expect(refused(name, spec)).not.toEqual([]);
    expect(faults(name, spec)).not.toEqual([]);
  });

  it.each(goodChanges)('let a run in stage %s get %j', async (stage, change) => {
    const { before, after, refused: message } = await update(stage, change);
    expect([message, validateUpdate(before, after), refusals({ before, object: admitted({ before, object: after }, images) }, policy)]).toEqual([undefined, [], []]);
  });

  it.each(badChanges)('refuse a run in stage %s %j and name the field', async (stage, change, field) => {
    const { before, after, refused: message } = await update(stage, change);
    expect(message).toContain(`${field} cannot change once there are runners`);
    const found = [validateUpdate(before, after), refusals({ before, object: admitted({ before, object: after }, images) }, policy)];
    expect(found.map((findings) => findings.map(({ path }) => path))).toEqual([[`.spec.${field}`], [`.spec.${field}`]]);
  });

  it.each(['k6_v1alpha1_k6.yaml', 'k6_v1alpha1_testrun.yaml'])('both take the sample %s', async (file) => {
    const sample = parse(readFileSync(join(root, 'config', 'samples', file), 'utf8')) as Run;
    expect(validateRun(sample, { maxParallelism: 1000 })).toEqual([]);
    await create(sample.kind, sample.metadata.name, sample.spec, true);
  });
});

/** What the webhook refuses of a create. */
function refused(name: string, spec: unknown): string[] {
  const object = admitted({ object: { apiVersion: `${group}/${version}`, kind: 'K6', metadata: { name, namespace }, spec } }, images);
  return refusals({ object }, policy).map(({ path }) => path);
}

/** What is found in a manifest as it stands in a file. */
function faults(name: string, spec: unknown): string[] {
  return validateRun({ metadata: { name }, spec }, policy.limits).map(({ path, message }) => `${path} ${message}`);
}

let updates = 0;

/** Tries to change a run that is in a stage. */
async function update(stage: Stage | undefined, change: Partial<RunSpec>): Promise<{ before: Run; after: Run; refused: string | undefined }> {
  updates += 1;
  const address = { group, version, namespace, plural: kinds.K6, name: `changed-${updates}` };
  await create('K6', address.name, { script: { localFile: 'a' }, parallelism: 4, runner: { image: 'a', env: [{ name: 'A', value: 'b' }] } });
  if (stage !== undefined) await replaceStatus('K6', address.name, { stage });
  const before = await runs.getNamespacedCustomObject(address) as Run;
  const after = { ...before, metadata: { ...before.metadata, labels: { a: 'b' } }, spec: { ...before.spec, ...change } };
  const refused = await refusalOf(() => runs.replaceNamespacedCustomObject({ ...address, body: after }));
  return { before, after, refused };
}

async function replaceStatus(kind: Kind, name: string, status: unknown): Promise<unknown> {
  const address = { group, version, namespace, plural: kinds[kind], name };
  const current = await runs.getNamespacedCustomObject(address) as Run;
  const replaced = await runs.replaceNamespacedCustomObjectStatus({ ...address, body: { ...current, status }, fieldValidation: 'Strict' }) as Run;
  return replaced.status;
}
