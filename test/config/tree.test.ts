import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { kubectl } from '../../cluster/bin.ts';
import { root } from '../../cluster/paths.ts';
import { treeOf } from '../../config/tree.ts';
import { helm4, renderText, type Rendered } from '../charts/helm.ts';
import { schemaLocation, writeSchemas } from '../charts/schemas.ts';
import { kubeconform } from '../charts/tools.ts';

jest.setTimeout(120_000);

const objectsOf = (text: string): Rendered[] => parseAllDocuments(text).map((document) => document.toJS() as Rendered);
const nameOf = ({ kind, metadata }: Rendered): string => [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/');
const byName = (objects: Rendered[]): Rendered[] => objects.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));

/** What kustomize makes of a folder. */
async function built(folder: string): Promise<string> {
  return (await execa(await kubectl(), ['kustomize', folder], { maxBuffer: 64 * 1024 * 1024 })).stdout;
}

let bundle: Rendered[] = [];
let tree = '';
let folder = '';

beforeAll(async () => {
  bundle = objectsOf(await readFile(join(root, 'bundle.yaml'), 'utf8'));
  tree = await built(join(root, 'config/default'));
  folder = await mkdtemp(join(tmpdir(), 'k6-operator-tree-'));
}, 900_000);
afterAll(() => rm(folder, { recursive: true }));

/** An overlay as a site has it: a folder of its own beside the checkout. */
async function overlay(name: string, content: object): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'kustomization.yaml'), stringify({ resources: [relative(path, join(root, 'config/default'))], ...content }));
  return path;
}

describe('bundle.yaml and config/default', () => {
  it('are the same objects, the namespace first', () => {
    expect(byName(objectsOf(tree))).toEqual(byName(bundle));
    expect(bundle[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'k6-operator-system', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
  });

  it('have all that the chart installs, and nothing else but the namespace', async () => {
    const rendered = await renderText(await helm4(), '--set=fullnameOverride=k6-operator', '--namespace=k6-operator-system', '--no-hooks');
    expect(byName(bundle.slice(1)).map(nameOf)).toEqual(byName(objectsOf(rendered)).map(nameOf));
  });

  it('say nothing of Helm, which has no hand in them', () => {
    expect(JSON.stringify(bundle)).not.toMatch(/helm\.sh|"Helm"/u);
  });

  it('fit into the annotation in which kubectl apply keeps what it applied, 256 KiB', () => {
    for (const object of bundle) expect([nameOf(object), JSON.stringify(object).length < 256 * 1024 - 1024]).toEqual([nameOf(object), true]);
  });

  it('conform to the schemas of Kubernetes and of the CRDs, and so does config/prometheus', async () => {
    await writeSchemas(join(folder, 'schemas'));
    await writeFile(join(folder, 'tree.yaml'), tree);
    await writeFile(join(folder, 'prometheus.yaml'), await built(join(root, 'config/prometheus')));
    const files = [join(root, 'bundle.yaml'), join(folder, 'tree.yaml'), join(folder, 'prometheus.yaml')];
    const { stdout } = await execa(await kubeconform(), [
      '-strict', '-summary', '-output', 'json', '-schema-location', join(folder, 'schemas', schemaLocation), ...files,
    ], { reject: false, maxBuffer: 64 * 1024 * 1024 });
    const { resources, summary } = JSON.parse(stdout) as { resources: object[]; summary: Record<string, number> };
    expect(resources).toEqual([]);
    expect(summary).toEqual({ valid: 2 * bundle.length + 2, invalid: 0, errors: 0, skipped: 0 });
  });
});

describe('an overlay', () => {
  it('changes the operator\'s image wherever it is named, and the runners\' image', async () => {
    const images = [{ name: 'k6-operator', newName: 'reg.example:5000/op', newTag: 'v9' }, { name: 'loadimpact/k6', newName: 'reg.example:5000/k6', newTag: '1.8.1' }];
    const text = await built(await overlay('images', { images }));
    expect(text).not.toMatch(/k6-operator:0|loadimpact/u);
    expect(text.match(/reg\.example:5000\/op:v9/gu)).toHaveLength(3);
    expect(text.match(/reg\.example:5000\/k6:1\.8\.1/gu)).toHaveLength(2);
    expect(text.match(/value: k6-operator-webhook$/gmu)).toHaveLength(3);
  });

  it('adds the monitors of config/prometheus', async () => {
    const path = await overlay('monitors', {});
    const names = (from: string): string => relative(path, join(root, from));
    await writeFile(join(path, 'kustomization.yaml'), stringify({ resources: [names('config/default'), names('config/prometheus')] }));
    const kinds = objectsOf(await built(path)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'PodMonitor')).toHaveLength(2);
  });
});

describe('the tree', () => {
  const service = (component: string): string => stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', labels: { 'app.kubernetes.io/component': component } } });

  it('leaves out nothing that the chart makes: what has no place in it yet stops the generator', () => {
    expect(() => treeOf(service('new'))).toThrow('config/tree.ts has no file for a Service of component new');
    expect(treeOf(service('webhook')).files.get('webhook/service.yaml')).toContain('name: a');
  });

  it('is checked against the chart, named where it is stale, and made anew', async () => {
    const copy = join(folder, 'copy');
    await mkdir(copy);
    for (const name of ['charts', 'config', 'cluster', 'bundle.yaml']) await cp(join(root, name), join(copy, name), { recursive: true });
    for (const name of ['node_modules', 'package.json']) await symlink(join(root, name), join(copy, name));
    const generate = async (...args: string[]): Promise<[number | undefined, string[]]> => {
      const { exitCode, stderr } = await execa(process.execPath, [join(copy, 'config/generate.ts'), ...args], { reject: false });
      return [exitCode, stderr.split('\n').map((line) => line.split(' ')[0] ?? '')];
    };
    expect(await generate('--check')).toEqual([0, ['']]);
    await appendFile(join(copy, 'config/rbac/role.yaml'), '# by hand\n');
    await writeFile(join(copy, 'config/manager/old.yaml'), '');
    await appendFile(join(copy, 'config/crd/bases/k6.io_k6s.yaml'), '# another\n');
    const [exitCode, names] = await generate('--check');
    expect([exitCode, names.toSorted()]).toEqual([1, ['bundle.yaml', 'config/manager/old.yaml', 'config/rbac/role.yaml']]);
    expect(await generate()).toEqual([0, ['']]);
    expect(await generate('--check')).toEqual([0, ['']]);
  });
});
