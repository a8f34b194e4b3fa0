import { execa } from 'execa';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, exit, stderr } from 'node:process';
import { stale, write, type Files } from '../charts/written.ts';
import { helm } from '../cluster/bin.ts';
import { root } from '../cluster/paths.ts';
import { versions } from '../cluster/versions.ts';
import { bundleOf, namespace, treeOf } from './tree.ts';

/**
 * Writes bundle.yaml and the kustomize tree of config/ from one rendering of the chart, for those without Helm.
 * With `--check` nothing is written: a file that differs is named, and the exit code is 1.
 */
const bases = join(root, 'config/crd/bases');

async function wanted(): Promise<Files> {
  const options = ['--kube-version', versions.kubernetes, '--set', 'crds.enabled=false,metrics.podMonitor.enabled=true'];
  const { stdout } = await execa(await helm(), ['template', 'k6-operator', join(root, 'charts/k6-operator'), '--namespace', namespace, ...options]);
  const crds = await Promise.all((await readdir(bases)).sort().map((name) => readFile(join(bases, name), 'utf8')));
  const tree = treeOf(stdout);
  return new Map([...[...tree.files].map(([path, text]): [string, string] => [join('config', path), text]), ['bundle.yaml', bundleOf(tree, crds)]]);
}

/** The files of the tree's folders that are there, whoever made them, and the bundle. */
async function present(paths: readonly string[]): Promise<Files> {
  const folders = new Set(paths.filter((path) => path !== 'bundle.yaml').map((path) => path.slice(0, path.lastIndexOf('/'))));
  const listed = await Promise.all([...folders].map(async (folder) => (await readdir(join(root, folder)).catch(() => [])).map((name) => join(folder, name))));
  const found = ['bundle.yaml', ...listed.flat()].map(async (path) => [path, await readFile(join(root, path), 'utf8').catch(() => undefined)] as const);
  return new Map((await Promise.all(found)).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const after = await wanted();
const before = await present([...after.keys()]);

if (argv.includes('--check')) {
  const names = stale(before, after);
  for (const name of names) stderr.write(`${name} is not what the chart makes it: run npm run generate\n`);
  exit(names.length > 0 ? 1 : 0);
}
await write(root, before, after);
