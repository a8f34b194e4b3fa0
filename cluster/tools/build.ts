import { execa } from 'execa';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, root } from '../paths.ts';
import { timed } from '../progress.ts';
import type { Part } from '../versions.ts';
import { buildOf, type Build } from './catalogue.ts';
import { withLock } from './lock.ts';

/** Where the binaries of a part are kept: one folder for each version, so that a new version never meets an old binary. */
export function toolDirectory(part: Part): string {
  return join(cacheDirectory(), 'tools', `${part}-${buildOf(part).version}`);
}

/**
 * Builds what is missing of a part into the cache. Safe to call from several processes at once: one builds, the others wait.
 * Throws when there is no Go or the build fails; a build that was cut short leaves nothing that counts as a binary.
 */
export async function ensurePart(part: Part): Promise<void> {
  const build = buildOf(part);
  const folder = toolDirectory(part);
  const complete = (): boolean => build.binaries.every((name) => existsSync(join(folder, name)));
  if (complete()) return;
  await withLock(join(cacheDirectory(), 'tools', `${part}.lock`), async () => {
    if (complete()) return;
    await requireGo();
    await timed(`building ${part} ${build.version}, once (${build.binaries.join(', ')})`, () => compile(build, folder));
  });
}

async function requireGo(): Promise<void> {
  const { failed } = await execa('go', ['version'], { reject: false });
  if (failed) throw new Error('Go 1.21 or newer is needed to build the cluster once (it fetches newer toolchains itself): https://go.dev/dl');
}

async function compile(build: Build, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.startsWith('.building-')) rmSync(join(folder, name), { recursive: true });
  const target = mkdtempSync(join(folder, '.building-'));
  const [verb = '', ...rest] = build.arguments;
  const output = build.module === undefined ? [] : ['-o', `${target}/`];
  const { all, failed } = await execa('go', [verb, ...output, ...rest], {
    cwd: build.module === undefined ? target : join(root, 'cluster', 'modules', build.module),
    env: { CGO_ENABLED: '0', GOBIN: target, GOWORK: 'off' },
    all: true,
    reject: false,
  });
  if (failed) throw new Error(`building ${build.part} failed:\n${all.split('\n').slice(-20).join('\n')}`);
  // Go names a binary after its package's folder, and etcd's is called "server".
  if (build.part === 'etcd') renameSync(join(target, 'server'), join(target, 'etcd'));
  for (const name of build.binaries) renameSync(join(target, name), join(folder, name));
  rmSync(target, { recursive: true });
}
