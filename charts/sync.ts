import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, exit, stderr } from 'node:process';

/**
 * Copies the CRDs into the chart, because Helm packs nothing from outside of a chart's folder.
 * With `--check` nothing is written: a copy that differs is named, and the exit code is 1.
 */
const root = join(import.meta.dirname, '..');
const source = join(root, 'config/crd/bases');
const copies = join(import.meta.dirname, 'k6-operator/files/crds');

async function read(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.yaml'));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)));
}

const wanted = await read(source);
const present = await read(copies);
const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter((name) => wanted.get(name) !== present.get(name));

if (wanted.size === 0) {
  stderr.write(`no CRDs in ${source}\n`);
  exit(1);
}
if (argv.includes('--check')) {
  for (const name of stale) stderr.write(`charts/k6-operator/files/crds/${name} is not what config/crd/bases has: run npm run generate\n`);
  exit(stale.length > 0 ? 1 : 0);
}
await mkdir(copies, { recursive: true });
for (const name of stale) {
  const text = wanted.get(name);
  await (text === undefined ? rm(join(copies, name)) : writeFile(join(copies, name), text));
}
