import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../cluster/paths.ts';
import { bundlePlugin } from '../../../plugin/bundle/bundle.ts';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'k6-bundle-'));
  for (const name of ['home', 'tmp']) mkdirSync(at(name));
  await bundlePlugin(root, at('plugin'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function version(env: Record<string, string>): Promise<string> {
  const { stdout } = await execa(process.execPath, [at('plugin', 'kubectl-k6'), '--version'], { env: { TMPDIR: at('tmp'), ...env }, extendEnv: false, timeout: 30_000 });
  return stdout;
}

describe('the bundled plugin', () => {
  it('keeps compiled code in the folder of its user, never where others write', async () => {
    expect(await version({ HOME: at('home') })).toMatch(/^kubectl-k6 \d/);
    expect(readdirSync(at('home', '.cache', 'kubectl-k6'))).not.toEqual([]);
    expect(readdirSync(at('tmp'))).toEqual([]);
  });

  it('runs where there is no such folder', async () => {
    expect(await version({})).toMatch(/^kubectl-k6 \d/);
    expect(await version({ HOME: at('missing'), XDG_CACHE_HOME: process.execPath })).toMatch(/^kubectl-k6 \d/);
    expect([existsSync(at('missing')), ...readdirSync(at('tmp'))]).toEqual([false]);
  });
});
