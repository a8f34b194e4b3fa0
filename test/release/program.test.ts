import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kubectl } from '../../cluster/bin.ts';
import { root } from '../../cluster/paths.ts';
import manifest from '../../package.json' with { type: 'json' };
import { archive, sha256 } from '../../release/archive.ts';
import { krewManifest } from '../../release/krew.ts';
import { packNpm } from '../../release/pack.ts';
import { archiveName } from '../../release/platforms.ts';
import { program, stageArchive, type Program } from '../../release/stage.ts';
import { krewTools } from './krew.ts';

/** This machine: Node comes from node_modules, so that nothing is fetched. */
const host = { os: 'linux', arch: process.arch === 'arm64' ? 'arm64' : 'x64' } as const;
const own = await krewTools();
const minute = 60_000;

let folder = '';
let built: Program;
let binary = '';
const at = (...names: string[]): string => join(folder, ...names);
const packed = (): string => at(archiveName(manifest.version, host));

/** A PATH on which there is `bin`, kubectl, and of the system's programs only those named. */
function path(bin: string, ...programs: string[]): string {
  const system = mkdtempSync(at('system-'));
  for (const name of programs) symlinkSync(join('/usr/bin', name), join(system, name));
  return [bin, dirname(binary), system].join(':');
}

async function k6(bin: string, ...args: string[]): Promise<{ exitCode?: number | undefined; stdout: string; stderr: string }> {
  const env = { PATH: path(bin, 'readlink'), HOME: at('home') };
  const { exitCode, stdout, stderr } = await execa(binary, args, { env, extendEnv: false, reject: false, timeout: minute });
  return { exitCode, stdout, stderr };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'k6 release '));
  mkdirSync(at('home'));
  binary = await kubectl();
  built = await program(root, at('program'));
  stageArchive(built, at('stage', 'kubectl-k6'), { binary: process.execPath, licence: join(root, 'LICENSE') });
  await archive(at('stage'), 'kubectl-k6', packed(), 1);
}, minute);
afterAll(() => rmSync(folder, { recursive: true }));

describe('an archive with Node inside', () => {
  let bin = '';

  beforeAll(async () => {
    bin = at('a bin');
    for (const name of ['a store', 'a bin']) mkdirSync(at(name));
    await execa('tar', ['-xzf', packed(), '-C', at('a store')]);
    symlinkSync('../a store/kubectl-k6/bin/kubectl-k6', join(bin, 'kubectl-k6'));
  }, minute);

  it('runs through kubectl by a link, from a folder with a space, where there is no Node', async () => {
    const { exitCode, stdout, stderr } = await k6(bin, 'k6', 'version', '--client');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(`Client:     ${manifest.version} (Node ${process.versions.node})`);
  }, minute);

  it('shows its help, and ends with its own exit code', async () => {
    expect(await k6(bin, 'k6', '--help')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('kubectl k6 [COMMAND]') });
    expect(await k6(bin, 'k6', 'nothing')).toMatchObject({ exitCode: 2 });
  }, minute);

  it('is completed by kubectl once that was asked for, and at once where its own folder is on PATH', async () => {
    expect((await k6(bin, '__complete', 'k6', 'stat')).stdout).not.toContain('status');
    expect((await k6(bin, 'k6', 'completion', 'install')).exitCode).toBe(0);
    for (const folderOnPath of [bin, at('a store', 'kubectl-k6', 'bin')]) {
      expect((await k6(folderOnPath, '__complete', 'k6', 'stat')).stdout.split('\n')[0]).toMatch(/^status/);
    }
  }, minute);

  it('brings nothing but the plugin onto PATH, and the licences with it', async () => {
    const { stdout } = await execa('tar', ['-tzf', packed()]);
    const files = stdout.split('\n').filter((name) => !name.endsWith('/')).map((name) => name.replace('kubectl-k6/', ''));
    expect(files.filter((name) => !name.startsWith('lib/'))).toEqual([
      'LICENSE', 'LICENSE-NODE', 'README.md', 'THIRD-PARTY-NOTICES', 'bin/kubectl-k6', 'bin/kubectl_complete-k6',
    ]);
    expect(files).toContain('lib/node');
    for (const name of ['@oclif/core', 'undici', 'yaml', '@kubernetes/client-node']) expect(built.notices).toMatch(new RegExp(`^${name} \\d.* \\(`, 'm'));
  });

  (own === undefined ? it.skip : it)('is installed by krew itself (left out where the Go proxy has no krew)', async () => {
    const krewRoot = at('a krew');
    writeFileSync(at('k6.yaml'), krewManifest(manifest.version, 'https://example.com', [{ ...host, sha256: await sha256(packed()) }]));
    await execa(own?.krew ?? '', ['install', `--manifest=${at('k6.yaml')}`, `--archive=${packed()}`], { env: { KREW_ROOT: krewRoot } });
    expect(readlinkSync(join(krewRoot, 'bin', 'kubectl-k6'))).toBe(join(krewRoot, 'store', 'k6', `v${manifest.version}`, 'bin', 'kubectl-k6'));
    expect((await k6(join(krewRoot, 'bin'), 'k6', 'version', '--client')).stdout).toContain(manifest.version);
  }, minute);
});

describe('the npm package', () => {
  it('is installed from its tarball without a registry, depends on nothing, and runs', async () => {
    const tarball = at(await packNpm(built, at('work'), folder));
    const env = { npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: at('npm-cache') };
    await execa('npm', ['install', '--global', '--offline', '--prefix', at('a prefix'), tarball], { env });
    const home = at('a prefix', 'lib', 'node_modules', 'kubectl-k6');
    const { dependencies, bin, license, version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect({ dependencies, license, version }).toEqual({ dependencies: undefined, license: 'Apache-2.0', version: manifest.version });
    expect(Object.keys(bin as object)).toEqual(['kubectl-k6', 'kubectl_complete-k6']);
    for (const name of ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES']) expect(readFileSync(join(home, name), 'utf8')).not.toBe('');
    const onPath = [at('a prefix', 'bin'), dirname(process.execPath)].join(':');
    expect((await k6(onPath, 'k6', 'version', '--client')).stdout).toContain(`Client:     ${manifest.version}`);
    expect((await k6(onPath, '__complete', 'k6', 'stat')).stdout).toMatch(/^status/);
  }, 2 * minute);

  it('has the same bytes whenever it is packed, under whatever umask', async () => {
    const first = await sha256(at(await packNpm(built, at('one'), folder)));
    const usual = process.umask(0o077);
    try {
      expect(await sha256(at(await packNpm(built, at('two'), folder)))).toBe(first);
    } finally {
      process.umask(usual);
    }
  }, minute);
});
