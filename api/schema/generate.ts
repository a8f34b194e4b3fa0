import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { stringify } from 'yaml';
import { group, type Kind, kinds } from '../run.ts';
import { customResourceDefinition } from './crd.ts';
import type { Extract } from './openapi.ts';
import { referenceDocument } from './reference/document.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'config', 'crd');

/** Every generated file with its text. */
async function generated(): Promise<Map<string, string>> {
  const extract = JSON.parse(await readFile(join(import.meta.dirname, 'kubernetes.json'), 'utf8')) as Extract;
  const bases = (Object.keys(kinds) as Kind[]).map((kind) => [`bases/${group}_${kinds[kind]}.yaml`, customResourceDefinition(kind, extract)] as const);
  const files = [
    ...bases,
    ['kustomization.yaml', { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: bases.map(([name]) => name) }] as const,
  ];
  const manifests = files.map(([name, content]) => [join(folder, name), text(content, extract.kubernetesVersion)] as const);
  return new Map([...manifests, [join(root, 'docs', 'reference.md'), referenceDocument(extract)]]);
}

function text(content: unknown, kubernetesVersion: string): string {
  const note = `# Made by npm run generate from api/schema; nested schemas are those of Kubernetes ${kubernetesVersion}.\n`;
  return note + stringify(content, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** Names each file that is not what would be generated. */
async function check(files: Map<string, string>): Promise<void> {
  for (const [path, wanted] of files) {
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === wanted) continue;
    process.exitCode = 1;
    console.error(`${relative(root, path)} is ${found === undefined ? 'missing' : 'not what api/schema makes'}: run npm run generate`);
  }
}

async function write(files: Map<string, string>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

await (process.argv.includes('--check') ? check : write)(await generated());
