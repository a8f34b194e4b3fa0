import { describe, expect, it } from '@jest/globals';
import { Failure } from '../../../plugin/errors/failure.ts';
import { readManifest } from '../../../plugin/schedule/manifest.ts';

const run = (name = 'nightly', more = ''): string =>
  `# why\napiVersion: k6.io/v1alpha1\nkind: K6\nmetadata: {name: ${name}${more}}\nspec:\n  script: {configMap: {name: s}}\n`;
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {test.js: ""}\n';
const failure = (text: string): Failure => {
  try {
    readManifest(text, 'run.yaml');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was taken');
};

describe('the manifest of a schedule', () => {
  it('keeps the run as the user wrote it', () => {
    expect(readManifest(run(), 'run.yaml')).toEqual({ run: { kind: 'K6', name: 'nightly', text: run() }, configMaps: [] });
  });

  it('may bring ConfigMaps along, and names the namespace where it does', () => {
    const { run: found, configMaps } = readManifest(`${configMap}---\n${run('nightly', ', namespace: load')}`, 'run.yaml');
    expect(found).toMatchObject({ name: 'nightly', namespace: 'load' });
    expect(found.text).toBe(run('nightly', ', namespace: load').replaceAll('{name: nightly, namespace: load}', '{ name: nightly, namespace: load }')
      .replace('{configMap: {name: s}}', '{ configMap: { name: s } }'));
    expect(configMaps.map(({ metadata }) => metadata?.name)).toEqual(['s']);
  });

  it('may be a TestRun', () => {
    expect(readManifest(run().replace('K6', 'TestRun'), 'run.yaml').run.kind).toBe('TestRun');
  });

  it.each([
    ['nothing', '', 'run.yaml has 0 runs'],
    ['two runs', `${run()}---\n${run('other')}`, 'run.yaml has 2 runs'],
    ['something else', `${run()}---\napiVersion: v1\nkind: Secret\nmetadata: {name: x}\n`, 'Secret x cannot be scheduled'],
    ['a run without a name', run().replace('name: nightly', 'generateName: nightly-'), 'no metadata.name'],
    ['what is not YAML', 'a: [', 'run.yaml: Flow sequence'],
    ['a run that admission refuses', run().replace('spec:', 'spec:\n  parallelism: 0'), '.spec.parallelism'],
  ])('is refused as %s', (_, text, message) => {
    expect(failure(text).message).toContain(message);
    expect(failure(text).exitCode).toBe(2);
  });
});
