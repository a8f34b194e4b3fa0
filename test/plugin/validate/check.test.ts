import { describe, expect, it } from '@jest/globals';
import { check, isRun, titleOf, type Remark } from '../../../plugin/validate/check.ts';
import { readManifests } from '../../../plugin/validate/documents.ts';

const policy = { limits: { maxParallelism: 100 }, images: { runner: 'k6:1' } };
const head = 'apiVersion: k6.io/v1alpha1\nkind: K6\nmetadata:\n  name: a\n';

function checked(text: string): Pick<Remark, 'line' | 'severity' | 'message'>[] {
  const { manifests } = readManifests('f.yaml', text);
  return manifests.flatMap((manifest) => check(manifest, policy)).map(({ line, severity, message }) => ({ line, severity, message }));
}

describe('check', () => {
  it('has nothing against a run as it should be, of either kind', () => {
    expect(checked(`${head}spec:\n  script: {configMap: {name: t}}\n`)).toEqual([]);
    expect(checked(`${head.replace('K6', 'TestRun')}spec:\n  script: {configMap: {name: t}}\n`)).toEqual([]);
  });

  it('says what the webhook would, at the line of the field', () => {
    const found = checked(`${head}spec:\n  parallelism: 200\n  script: {configMap: {name: t}}\n  arguments: --paused\n`);
    expect(found.map(({ line, severity }) => [line, severity])).toEqual([[6, 'error'], [8, 'error']]);
  });

  it('finds faults in the spelling of 2022 where the manifest has them', () => {
    const found = checked(`${head}spec:\n  script: {configMap: {name: t}}\n  image: "b d"\n  runner:\n    nodeselector:\n      "a b": c\n`);
    expect(found.map(({ line }) => line).sort((a, b) => a - b)).toEqual([7, 10]);
  });

  it('finds fields that there are not, however deep, and says which was meant', () => {
    const found = checked(`${head}specs: {}\nspec:\n  script: {configMap: {name: t}}\n  paralelism: 2\n  runner:\n    env:\n    - nam: X\n      name: X\n`);
    expect(found).toContainEqual({ line: 8, severity: 'error', message: 'there is no such field: did you mean parallelism?' });
    expect(found).toContainEqual({ line: 11, severity: 'error', message: 'there is no such field: did you mean name?' });
    expect(found).toContainEqual({ line: 5, severity: 'error', message: 'there is no such field: did you mean spec?' });
  });

  it('lets keys of labels, annotations and selectors be what they like', () => {
    expect(checked(`${head}  labels: {team: a}\nspec:\n  script: {configMap: {name: t}}\n  runner:\n    nodeSelector: {disk: ssd}\n    metadata: {annotations: {x: y}}\n`)).toEqual([]);
  });

  it('warns of what is legal yet hardly meant, and only then', () => {
    const found = checked(`${head}spec:\n  parallelism: 4\n  script: {configMap: {name: t}}\n  paused: "false"\n`);
    expect(found).toContainEqual({ line: 8, severity: 'warning', message: expect.stringContaining('spec.paused') });
    expect(found.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('refuses another version and another kind of the group', () => {
    expect(checked(head.replace('v1alpha1', 'v2'))).toEqual([{ line: 1, severity: 'error', message: 'there is no version k6.io/v2: write k6.io/v1alpha1' }]);
    expect(checked(head.replace('K6', 'k6'))).toEqual([{ line: 2, severity: 'error', message: 'there is no kind k6: write K6 or TestRun' }]);
  });

  it('takes a generated name for one of its length', () => {
    expect(checked(`${head.replace('name: a', 'generateName: a-')}spec:\n  script: {configMap: {name: t}}\n`)).toEqual([]);
    expect(titleOf({ kind: 'K6', metadata: { generateName: 'a-' } })).toBe('k6/a-…');
  });
});

describe('isRun', () => {
  it('is true for whatever means to be of the group, and for nothing else', () => {
    expect([{ apiVersion: 'k6.io/v9', kind: 'X' }, { apiVersion: 'v1', kind: 'K6' }, { apiVersion: 'xk6.io/v1' }, 3, null].map(isRun)).toEqual([true, false, false, false, false]);
  });
});
