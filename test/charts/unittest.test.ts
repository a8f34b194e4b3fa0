import { beforeAll, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { chart } from './helm.ts';
import { helmUnittest } from './tools.ts';

let unittest = '';
beforeAll(async () => {
  unittest = await helmUnittest();
}, 900_000);

const files = async (folder: string, ending: string): Promise<string[]> =>
  (await readdir(join(chart, folder), { recursive: true })).filter((name) => name.endsWith(ending));

it('every suite of the chart passes', async () => {
  const { stdout, exitCode } = await execa(unittest, ['--strict', '--file', 'tests/**/*_test.yaml', chart], { reject: false });
  expect([exitCode, exitCode === 0 ? '' : stdout]).toEqual([0, '']);
  expect(stdout).toContain(`Test Suites: ${(await files('tests', '_test.yaml')).length} passed`);
}, 60_000);

it('every template has a suite of its own, under the same path', async () => {
  const templates = (await files('templates', '.yaml')).map((name) => name.replace(/\.yaml$/u, ''));
  const suites = (await files('tests', '_test.yaml')).map((name) => name.replace(/_test\.yaml$/u, ''));
  expect(suites.filter((name) => basename(name) !== 'notes').map((name) => relative('', name)).sort()).toEqual(templates.sort());
});
