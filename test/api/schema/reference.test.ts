import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { withDefaults } from '../../../api/defaults.ts';
import { reasons } from '../../../api/reasons.ts';
import { runSchema } from '../../../api/schema/crd.ts';
import { referenceDocument } from '../../../api/schema/reference/document.ts';
import {
  initContainerExamples, podExamples, scriptExamples, scuttleExamples, specExamples, statusExamples,
} from '../../../api/schema/reference/examples.ts';
import type { Schema } from '../../../api/schema/schema.ts';
import type { RunSpec } from '../../../api/spec.ts';
import { runnerJob } from '../../../controller/jobs/runner/job.ts';
import { starterJob } from '../../../controller/jobs/starter/job.ts';
import { defaultStartDeadlineSeconds } from '../../../controller/plan/facts.ts';
import { check } from '../../../plugin/validate/check.ts';
import { aStoredRun, settings } from '../../builders/run.ts';
import { aManifest, script } from '../builders.ts';
import { extract } from './extract.ts';

const policy = { limits: { maxParallelism: 1000 }, images: { runner: 'registry.example/k6:pinned' } };
const fields = (text: string): Partial<RunSpec> => parse(text) as Partial<RunSpec>;
const of = (examples: Readonly<Record<string, { example: string }>>): string[] => Object.values(examples).map(({ example }) => example);

/** Every example as the spec of a run. */
const specs: [string, unknown][] = [
  ...of(specExamples).map((text) => [text, { script, ...fields(text) }] as [string, unknown]),
  ...of(scriptExamples).map((text) => [text, { script: fields(text) }] as [string, unknown]),
  ...of(scuttleExamples).map((text) => [text, { script, scuttle: fields(text) }] as [string, unknown]),
  ...of(podExamples).map((text) => [text, { script, initializer: { ...declared(text), ...fields(text) } }] as [string, unknown]),
  ...of(initContainerExamples).map((text) => [text, { script, runner: { volumes: [{ name: 'data', emptyDir: {} }], initContainers: [fields(text)] } }] as [string, unknown]),
];

/** The volumes that an example mounts. */
function declared(text: string): object {
  return { volumes: ['results', 'tests'].filter((name) => text.includes(`name: ${name}`)).map((name) => ({ name, emptyDir: {} })) };
}

describe('the reference', () => {
  it.each(specs)('has an example that is right: %s', (_, spec) => {
    const faults = check({ file: 'example', object: aManifest(spec), lineOf: () => 1 }, policy).filter(({ severity }) => severity === 'error');
    expect(faults).toEqual([]);
  });

  it('has values of the status that there are', () => {
    const choices = (path: string): readonly string[] => path.split('.').reduce<Schema>(
      (node, name) => { const found = node.properties?.[name.replace('[]', '')] ?? {}; return name.endsWith('[]') ? found.items ?? {} : found; },
      runSchema(extract).properties?.['status'] ?? {},
    ).enum ?? [];
    const wrong = Object.entries(statusExamples).filter(([path, text]) => choices(path).length > 0 && !choices(path).includes(String(parse(text))));
    expect(wrong).toEqual([]);
    for (const [path, text] of Object.entries(statusExamples)) if (path.endsWith('.reason')) expect(Object.keys(reasons)).toContain(text);
  });

  it('has the defaults that the webhook fills in', () => {
    const run = withDefaults(aManifest({ script: { configMap: { name: 'my-test' } } }), policy.images) as { spec: RunSpec };
    const { parallelism, quiet, paused } = specExamples;
    expect([parallelism, quiet, paused].map(({ default: text = '' }) => parse(text) as unknown)).toEqual([run.spec.parallelism, run.spec.quiet, run.spec.paused]);
    expect(scriptExamples['configMap.file']?.default).toBe(run.spec.script.configMap?.file);
    expect(run.spec.runner?.metadata).toEqual(parse(podExamples.metadata.default ?? ''));
  });

  it('has the defaults that the controller takes', () => {
    const runner = runnerJob(aStoredRun(), 1, { total: 1, settings }).spec?.template.spec;
    const starter = starterJob(aStoredRun(), { action: 'start', targets: [], timeoutSeconds: 1 }, settings).spec?.template.spec;
    const defaultOf = (field: keyof typeof podExamples): unknown[] => (podExamples[field].default ?? '').split('; starter').map((part) => parse(part.replace(/^(?: also)?: /u, '')) as unknown);
    expect(specExamples.startDeadlineSeconds.default).toBe(String(defaultStartDeadlineSeconds));
    expect(defaultOf('readinessProbe')).toEqual([runner?.containers[0]?.readinessProbe]);
    expect(defaultOf('securityContext')).toEqual([runner?.securityContext]);
    const [ofRunner, more] = defaultOf('containerSecurityContext') as [object, object];
    expect([ofRunner, { ...ofRunner, ...more }]).toEqual([runner, starter].map((pod) => pod?.containers[0]?.securityContext));
    expect(defaultOf('resources')).toEqual(['none', starter?.containers[0]?.resources]);
    expect(defaultOf('automountServiceAccountToken')[1]).toBe(String(starter?.automountServiceAccountToken));
  });

  it('has every field that the schema has', () => {
    const text = referenceDocument(extract);
    const names = (from: Schema | undefined): string[] => Object.keys(from?.properties ?? {});
    const { spec, status } = runSchema(extract).properties ?? {};
    for (const name of [...names(spec), ...names(spec?.properties?.['runner']), ...names(status)]) expect(text).toContain(`\n| \`${name}\` |`);
  });
});
