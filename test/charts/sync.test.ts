import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { appendFile, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../cluster/paths.ts';

let copy = '';
const sync = async (...args: string[]): Promise<[number | undefined, string]> => {
  const { exitCode, stderr } = await execa(process.execPath, [join(copy, 'charts', 'sync.ts'), ...args], { reject: false });
  return [exitCode, stderr];
};

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'k6-operator-sync-'));
  await mkdir(join(copy, 'config', 'crd'), { recursive: true });
  for (const folder of ['charts', join('config', 'crd', 'bases')]) await cp(join(root, folder), join(copy, folder), { recursive: true });
  for (const name of ['node_modules', 'package.json']) await symlink(join(root, name), join(copy, name));
});
afterAll(() => rm(copy, { recursive: true }));

it('what the chart has of other sources is checked against them, named where it is stale, and made anew', async () => {
  expect(await sync('--check')).toEqual([0, '']);
  await appendFile(join(copy, 'charts/k6-operator/values.yaml'), '\n# -- A new one.\nmore: true\n');
  await appendFile(join(copy, 'charts/k6-operator/files/crds/k6.io_k6s.yaml'), '# by hand\n');
  const [exitCode, stderr] = await sync('--check');
  expect(exitCode).toBe(1);
  expect(stderr.split('\n').map((line) => line.split(' ')[0])).toEqual(
    ['files/crds/k6.io_k6s.yaml', 'values.schema.json', 'README.md'].map((name) => `charts/k6-operator/${name}`));
  await sync();
  expect(await sync('--check')).toEqual([0, '']);
}, 60_000);

it('a value without a meaning is refused', async () => {
  await appendFile(join(copy, 'charts/k6-operator/values.yaml'), 'unexplained: true\n');
  const [exitCode, stderr] = await sync('--check');
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('unexplained has no "# --" comment');
}, 60_000);
