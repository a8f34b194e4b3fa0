import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePlugin } from '../plugin/bundle/bundle.ts';
import { launcher } from './launcher.ts';
import { notices } from './notices.ts';
import { bundledPackages } from './packages.ts';
import type { Runtime } from './runtime.ts';

/** What a person calls, and kubectl. */
const programs = ['kubectl-k6', 'kubectl_complete-k6'] as const;

/** The bundled plugin, before it is packed in one way or another. */
export interface Program {
  root: string;
  folder: string;
  notices: string;
}

/** Bundles the plugin into `folder`. Throws when it does not compile, or when a package in it may not be passed on. */
export async function program(root: string, folder: string): Promise<Program> {
  const inputs = await bundlePlugin(root, folder);
  return { root, folder, notices: notices(bundledPackages(root, inputs)) };
}

/** Lays the npm package out in `folder`. It depends on no other package. */
export function stageNpm(built: Program, folder: string, { version, engines }: { version: string; engines: { node: string } }): void {
  cpSync(built.folder, folder, { recursive: true });
  texts(built, folder);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({
    name: 'kubectl-k6',
    version,
    description: 'kubectl plugin for distributed k6 load tests on Kubernetes',
    keywords: ['kubectl', 'kubectl-plugin', 'k6', 'kubernetes', 'load-testing'],
    license: 'Apache-2.0',
    type: 'commonjs',
    bin: Object.fromEntries(programs.map((name) => [name, name])),
    engines,
    // kubectl on Windows looks for .exe files.
    os: ['linux', 'darwin'],
  }, null, 2)}\n`);
  // npm packs modes as they are, and those depend on the umask.
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), programs.some((one) => one === name) ? 0o755 : 0o644);
}

/** Lays an archive's folder out, with Node in `lib/`, where it does not come on anybody's PATH: `bin/` may. */
export function stageArchive(built: Program, folder: string, runtime: Runtime): void {
  const [bin, lib] = [join(folder, 'bin'), join(folder, 'lib')];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(bin, { recursive: true });
  cpSync(built.folder, lib, { recursive: true });
  copyFileSync(runtime.binary, join(lib, 'node'));
  chmodSync(join(lib, 'node'), 0o755);
  for (const name of programs) {
    writeFileSync(join(bin, name), launcher(name));
    chmodSync(join(bin, name), 0o755);
  }
  texts(built, folder);
  copyFileSync(runtime.licence, join(folder, 'LICENSE-NODE'));
}

function texts({ root, notices: text }: Program, folder: string): void {
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(root, 'release', 'README.md'), join(folder, 'README.md'));
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES'), text);
}
