import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { apart, ownFiles } from './apart.ts';
import { browserScript, withBrowserScript } from './browser.ts';
import { lazy } from './lazy.ts';
import { slim } from './slim.ts';

/**
 * CommonJS: parts that are imported when they are needed are no more than functions that are not called yet, and Node's built-in modules load
 * several times faster than as ES modules. `logs` has a file of its own, which is half as large: its memory matters (docs/adr/0011-memory-of-logs.md).
 */
const bundled = { main: 'plugin/main.ts', logs: 'plugin/logs/main.ts' };

/**
 * Node keeps the compiled code, which halves the time of the next start. It is kept in the user's own folder, as Node runs what it finds there:
 * in the folder for temporary files, which is Node's choice, another user could have put something else.
 */
const launcher = `#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error('error: kubectl k6 needs Node 22.19 or newer, and the first node on your PATH is ' + process.version + ': put a newer one before it, or take the archive with Node inside');
  process.exit(1);
}
const { HOME, XDG_CACHE_HOME = HOME && HOME + '/.cache' } = process.env;
if (XDG_CACHE_HOME) require('node:module').enableCompileCache?.(XDG_CACHE_HOME + '/kubectl-k6');
const [, , command, ...words] = process.argv;
require(command === 'logs' && !words.includes('--help') && !words.includes('-h') ? './logs.cjs' : './main.cjs');
`;

const completion = `#!/usr/bin/env node
process.argv.splice(2, 0, '__complete');
require('./kubectl-k6');
`;

/**
 * Bundles the kubectl plugin into `outdir`, with `kubectl-k6` and `kubectl_complete-k6` beside it. Throws when a source file does not compile.
 * @returns the files of which something is in the bundle, relative to `root`
 */
export async function bundlePlugin(root: string, outdir: string): Promise<string[]> {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const script = await browserScript(root);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { ...bundled, ...Object.fromEntries(Object.entries(ownFiles).map(([library, file]) => [file, library])) },
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // oclif asks for it when it finds TypeScript sources, which a bundle has not.
    external: ['typescript'],
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
    plugins: [apart, slim(root), lazy(root), withBrowserScript(root, script)],
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
  for (const [name, content] of [['kubectl-k6', launcher], ['kubectl_complete-k6', completion]] as const) {
    writeFileSync(join(outdir, name), content);
    chmodSync(join(outdir, name), 0o755);
  }
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return [...new Set([...inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path), ...script.inputs])];
}
