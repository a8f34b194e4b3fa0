import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, exit, stderr } from 'node:process';
import { readValues } from './values/read.ts';
import { schemaOf } from './values/schema.ts';
import { withTable } from './values/table.ts';
import { stale, write, type Files } from './written.ts';

/**
 * Writes what in the chart is made from something else: the CRDs' copies, because Helm packs nothing from outside of a chart's folder, and the
 * values' schema and table, whose source are the comments of values.yaml.
 * With `--check` nothing is written: a file that differs is named, and the exit code is 1.
 */
const source = join(import.meta.dirname, '..', 'config/crd/bases');
const chart = join(import.meta.dirname, 'k6-operator');

async function crds(folder: string): Promise<Files> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.yaml'));
  return new Map(await Promise.all(names.map(async (name) => [join('files/crds', name), await readFile(join(folder, name), 'utf8')] as const)));
}

async function present(): Promise<Files> {
  const documents = await Promise.all(['values.schema.json', 'README.md'].map(async (name) => [name, await readFile(join(chart, name), 'utf8').catch(() => '')] as const));
  return new Map([...await crds(join(chart, 'files/crds')), ...documents]);
}

async function wanted(readme: string): Promise<Files> {
  const copies = await crds(source);
  if (copies.size === 0) throw new Error(`no CRDs in ${source}`);
  const values = readValues(await readFile(join(chart, 'values.yaml'), 'utf8'));
  const base = JSON.parse(await readFile(join(import.meta.dirname, 'values/base.json'), 'utf8')) as Record<string, unknown>;
  return copies.set('values.schema.json', `${JSON.stringify(schemaOf(values, base), null, 2)}\n`).set('README.md', withTable(readme, values));
}

const before = await present();
const after = await wanted(before.get('README.md') ?? '');

if (argv.includes('--check')) {
  const names = stale(before, after);
  for (const name of names) stderr.write(`charts/k6-operator/${name} is not what its source makes it: run npm run generate\n`);
  exit(names.length > 0 ? 1 : 0);
}
await write(chart, before, after);
