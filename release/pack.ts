import { execa } from 'execa';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../cluster/paths.ts';
import manifest from '../package.json' with { type: 'json' };
import { archive, sha256 } from './archive.ts';
import { krewManifest, type Archive } from './krew.ts';
import { archiveName, platforms, type Platform } from './platforms.ts';
import { runtimeOf } from './runtime.ts';
import { program, stageArchive, stageNpm, type Program } from './stage.ts';

/** Packs the npm package into `out`, and returns its file name. The same program gives the same bytes. */
export async function packNpm(built: Program, work: string, out: string): Promise<string> {
  const folder = join(work, 'npm');
  stageNpm(built, folder, manifest);
  const { stdout } = await execa('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', out], { cwd: folder });
  return stdout.trim();
}

async function packArchive(built: Program, work: string, out: string, platform: Platform): Promise<Archive> {
  const parent = join(work, `${platform.os}-${platform.arch}`);
  const path = join(out, archiveName(manifest.version, platform));
  stageArchive(built, join(parent, 'kubectl-k6'), await runtimeOf(platform));
  await archive(parent, 'kubectl-k6', path);
  rmSync(parent, { recursive: true });
  return { os: platform.os, arch: platform.arch, sha256: await sha256(path) };
}

/** Makes all that is published of the plugin, in `out`, and prints its SHA256SUMS. */
async function pack(out: string, base: string): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'kubectl-k6-pack-'));
  try {
    const built = await program(root, join(work, 'program'));
    const npm = await packNpm(built, work, out);
    const archives = await Promise.all(platforms.map((platform) => packArchive(built, work, out, platform)));
    const lines = archives.map((one) => `${one.sha256}  ${archiveName(manifest.version, one)}\n`);
    const sums = [...lines, `${await sha256(join(out, npm))}  ${npm}\n`].sort((a, b) => (a.slice(64) < b.slice(64) ? -1 : 1)).join('');
    writeFileSync(join(out, 'SHA256SUMS'), sums);
    writeFileSync(join(out, 'k6.yaml'), krewManifest(manifest.version, base, archives));
    process.stdout.write(`${sums}in ${out}, with k6.yaml for krew: the archives are to be published at ${base}\n`);
  } finally {
    rmSync(work, { recursive: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { 'base-uri': { type: 'string', default: `https://releases.example.com/kubectl-k6/v${manifest.version}` } } });
  await pack(join(root, 'dist', 'release'), values['base-uri']);
}
