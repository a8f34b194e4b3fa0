import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Kind, kinds } from '../../../api/run.ts';
import { customResourceDefinition, runSchema } from '../../../api/schema/crd.ts';
import type { Schema } from '../../../api/schema/schema.ts';
import { validateRun } from '../../../api/validation/index.ts';
import { aManifest } from '../builders.ts';
import { wholeSpec, wholeStatus } from '../examples.ts';
import { extract } from './extract.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const bothKinds = Object.keys(kinds) as Kind[];
const schema = runSchema(extract);
const { spec, status } = schema.properties as { spec: Schema; status: Schema };
/** What all annotations of an object may have together, in bytes; client-side apply keeps the whole object in one. */
const annotationLimit = 256 * 1024;

function definition(kind: Kind): { spec: { names: object; scope: string; versions: { subresources: object; additionalPrinterColumns: { name: string; jsonPath: string }[]; schema: object }[] } } {
  return customResourceDefinition(kind, extract) as ReturnType<typeof definition>;
}

function at(from: Schema, ...path: string[]): Schema {
  return path.reduce((node, name) => (name === '[]' ? node.items : node.properties?.[name]) ?? {}, from);
}

function names(value: object | undefined): string[] {
  return Object.keys(value ?? {}).sort();
}

describe('the CRDs', () => {
  it('have one schema for both kinds', () => {
    expect(definition('K6').spec.versions).toEqual(definition('TestRun').spec.versions);
  });

  it('have the names of 2022 and of today\'s upstream', () => {
    expect(definition('K6').spec.names).toEqual({ kind: 'K6', listKind: 'K6List', plural: 'k6s', singular: 'k6' });
    expect(definition('TestRun').spec.names).toEqual({ kind: 'TestRun', listKind: 'TestRunList', plural: 'testruns', singular: 'testrun' });
  });

  it('show columns whose fields the status has', () => {
    const columns = definition('K6').spec.versions[0]?.additionalPrinterColumns ?? [];
    expect(columns.map(({ name }) => name)).toEqual(['Stage', 'Result', 'Runners', 'Age']);
    for (const { jsonPath } of columns.slice(0, 3)) expect(at(schema, ...jsonPath.slice(1).split('.')).type).toBe('string');
  });

  it.each(bothKinds)('of %s fits into the annotation of client-side apply', (kind) => {
    expect(Buffer.byteLength(JSON.stringify(customResourceDefinition(kind, extract)))).toBeLessThan(annotationLimit);
  });

  it.each(bothKinds)('of %s stands in config/crd as it is generated', (kind) => {
    const file = join(root, 'config', 'crd', 'bases', `k6.io_${kinds[kind]}.yaml`);
    expect(parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(customResourceDefinition(kind, extract))));
  });

  it('pass their own check as they are committed', async () => {
    const { exitCode, stderr } = await execa('node', ['api/schema/generate.ts', '--check'], { cwd: root, preferLocal: true, reject: false });
    expect([exitCode, stderr]).toEqual([0, '']);
  }, 60_000);
});

describe('the schema and the types', () => {
  it('name the same fields', () => {
    expect(names(spec.properties)).toEqual(names(wholeSpec));
    for (const block of ['runner', 'starter', 'initializer', 'scuttle'] as const) expect(names(at(spec, block).properties)).toEqual(names(wholeSpec[block]));
    expect(names(at(spec, 'runner', 'initContainers', '[]').properties)).toEqual(names(wholeSpec.runner.initContainers?.[0]));
    expect(names(status.properties)).toEqual(names(wholeStatus));
    for (const block of ['runners', 'requirements', 'start'] as const) expect(names(at(status, block).properties)).toEqual(names(wholeStatus[block]));
    for (const block of ['failures', 'conditions'] as const) expect(names(at(status, block, '[]').properties)).toEqual(names(wholeStatus[block][0]));
  });

  it('find no fault in a run with every field', () => {
    expect(validateRun(aManifest(wholeSpec), { maxParallelism: 4 })).toEqual([]);
  });

  it('describe every field of the project\'s own', () => {
    const silent = Object.entries({ ...spec.properties, ...at(spec, 'runner').properties, ...status.properties }).filter(([, field]) => !field.description);
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});
