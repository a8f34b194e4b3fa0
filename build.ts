import { build } from 'esbuild';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;

/** Each process of the operator, by the name of its bundle. */
const entryPoints: Record<string, string> = {
  controller: 'controller/main.ts',
  starter: 'starter/main.ts',
  webhook: 'webhook/main.ts',
  check: 'webhook/check.ts',
  scheduled: 'plugin/scheduled/main.ts',
};

// CommonJS dependencies call require, which an ES module does not have.
const banner = "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

/** Bundles every process with its dependencies into one file each. Throws when a source file is missing or does not compile. */
export async function bundle(outdir: string): Promise<void> {
  const missing = Object.values(entryPoints).filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new Error(`cannot build the operator: there is no ${missing.join(' and no ')}`);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: 'linked',
    legalComments: 'linked',
    banner: { js: banner },
    logLevel: 'warning',
  });
  writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }\n');
}

/** The operator's processes, and the kubectl plugin in a folder of its own. */
async function buildAll(outdir: string): Promise<void> {
  await bundle(outdir);
  const { bundlePlugin } = await import('./plugin/bundle/bundle.ts');
  await bundlePlugin(root, join(outdir, 'plugin'));
}

if (import.meta.main) {
  // No top-level await: Jest loads its globalSetup, and with it this module, by require.
  buildAll(join(root, 'dist')).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
