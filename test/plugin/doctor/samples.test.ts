import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../../../cluster/paths.ts';
import { rightText, userRights } from '../../../plugin/doctor/rights.ts';

interface Role {
  kind: string;
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

/** Every right of the Role in a sample, as one line each. */
function rightsIn(name: string): string[] {
  const documents = parseAllDocuments(readFileSync(join(root, 'config', 'samples', 'rbac', `${name}.yaml`), 'utf8'));
  const role = documents.map((document) => document.toJS() as Role).find(({ kind }) => kind === 'Role');
  return (role?.rules ?? []).flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => rightText({ group, resource, verb })))));
}

const asked = (...purposes: string[]): string[] => purposes.flatMap((purpose) => (userRights[purpose]?.rights ?? []).map(rightText));
const viewer = rightsIn('viewer');
const runner = [...viewer, ...rightsIn('runner')];
const scheduler = [...runner, ...rightsIn('scheduler')];

describe('the roles of config/samples/rbac', () => {
  it.each([
    ['a viewer to see', viewer, ['see runs', 'see runners', 'read summaries', 'read logs']],
    ['a runner to run tests', runner, ['see runs', 'see runners', 'read summaries', 'read logs', 'run tests']],
    ['a scheduler to do all', scheduler, Object.keys(userRights)],
  ])('have every right that the doctor looks for in %s', (_who, rights, purposes) => {
    expect(rights).toEqual(expect.arrayContaining(asked(...purposes)));
  });

  it('have no wildcard, and no right on Secrets or on what is inside containers', () => {
    for (const right of scheduler) expect(right).not.toMatch(/\*|secrets|exec|attach|portforward/u);
  });

  it('are more from one to the next', () => {
    expect(viewer.filter((right) => /^(?:create|update|patch|delete)/u.test(right))).toEqual([]);
    expect(runner.filter((right) => /cronjobs|roles|serviceaccounts/u.test(right))).toEqual([]);
  });
});
