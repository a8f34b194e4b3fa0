import { execa } from 'execa';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../paths.ts';
import { timed } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { withLock } from './lock.ts';

/**
 * The path of a program in a Debian package, which is unpacked into the cache and not installed: an installation would start the service that the
 * package is for, on this very machine. Throws a Refusal where there is no apt, and with apt's own words when the package cannot be had.
 */
export async function debianProgram(name: string, path: string): Promise<string> {
  const home = join(cacheDirectory(), 'tools', `debian-${name}`);
  const program = join(home, path);
  if (existsSync(program)) return program;
  if (!existsSync('/usr/bin/apt-get')) throw new Refusal(`Debian's package ${name} is needed, and there is no apt here`);
  await withLock(`${home}.lock`, async () => {
    if (!existsSync(program)) await timed(`unpacking Debian's ${name}`, () => unpack(name, home));
  });
  return program;
}

async function unpack(name: string, home: string): Promise<void> {
  mkdirSync(join(home, '..'), { recursive: true });
  const folder = mkdtempSync(`${home}.new-`);
  try {
    const download = (): Promise<unknown> => execa('apt-get', ['-q', 'download', name], { cwd: folder });
    // A fresh machine has no list of packages yet, and an old list names versions that are gone.
    await download().catch(async () => {
      await execa('apt-get', ['-q', 'update']);
      await download();
    });
    const [file = ''] = readdirSync(folder);
    await execa('dpkg-deb', ['--extract', join(folder, file), join(folder, 'root')]);
    rmSync(home, { recursive: true, force: true });
    renameSync(join(folder, 'root'), home);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
