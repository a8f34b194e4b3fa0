import { execa } from 'execa';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { hashTree } from '../image/hash.ts';
import { cacheDirectory, root } from '../paths.ts';
import { timed } from '../progress.ts';
import { withLock } from './lock.ts';

/** Where a Go module of ours lies. */
export const moduleDirectory = (name: string): string => join(root, 'cluster', 'modules', name);

/**
 * The path of a program of a Go module under `modules/`, built once into the cache. It is known by the hash of the module's files, so that a
 * change of any of them, a version in go.mod too, makes a new one. Throws with Go's own words when it cannot be built.
 * @param packagePath the program's Go package; by default the module's own
 * @param tags Go's build tags, by commas
 */
export async function moduleProgram(name: string, packagePath = '.', tags = ''): Promise<string> {
  const cwd = moduleDirectory(name);
  const home = join(cacheDirectory(), 'tools', `${name}-${await hashTree(cwd, `${packagePath} ${tags}`)}`);
  const path = join(home, name);
  if (existsSync(path)) return path;
  await withLock(`${home}.lock`, async () => {
    if (existsSync(path)) return;
    mkdirSync(home, { recursive: true });
    const env = { CGO_ENABLED: '0', GOWORK: 'off' };
    await timed(`building ${name}`, () => execa('go', ['build', '-tags', tags, '-ldflags', '-s -w', '-o', `${path}.building`, packagePath], { cwd, env }));
    renameSync(`${path}.building`, path);
  });
  return path;
}
