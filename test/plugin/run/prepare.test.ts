import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adviceFor, prepare, type Prepared, type RunRequest } from '../../../plugin/run/prepare.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-prepare-'));
  await writeFile(join(folder, 'checkout.js'), 'export default function () {}');
});

afterEach(() => rm(folder, { recursive: true }));

function make(request: Partial<RunRequest>, stdin = ''): Promise<Prepared> {
  const surroundings = { cwd: folder, environment: {}, stdin: () => Promise.resolve(Buffer.from(stdin)), random: () => 0 };
  return prepare({ contextNamespace: 'context', rest: [], ...request }, surroundings);
}

const manifest = (more: object = {}, spec: object = {}): string => JSON.stringify({ apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'own', ...more }, spec: { script: { configMap: { name: 's' } }, ...spec } });

describe('what is to be created', () => {
  it('is the script and a run that names it', async () => {
    const { run, configMap, files } = await make({ script: 'checkout.js', parallelism: 2 });
    expect(run.metadata).toEqual({ name: 'checkout-bbbbb', namespace: 'context' });
    expect(run.spec).toEqual({ parallelism: 2, script: { configMap: { name: 'checkout-bbbbb-script', file: 'checkout.js' } } });
    expect(configMap?.metadata?.name).toBe('checkout-bbbbb-script');
    expect(files).toBe(1);
  });

  it('is what the manifest says, from a file or stdin', async () => {
    await writeFile(join(folder, 'k6.yaml'), `# a comment\n---\n${manifest()}\n---\n`);
    expect(await make({ file: 'k6.yaml' })).toMatchObject({ run: { metadata: { name: 'own', namespace: 'context' } }, files: 0 });
    const { run, configMap } = await make({ file: '-', name: 'other', args: '--vus 3' }, manifest());
    expect(run).toMatchObject({ metadata: { name: 'other' }, spec: { args: ['--vus', '3'], script: { configMap: { name: 's' } } } });
    expect(configMap).toBeUndefined();
  });

  it('is the manifest with the script of this folder', async () => {
    const { run, configMap } = await make({ file: '-', script: 'checkout.js' }, manifest({}, { parallelism: 4 }));
    expect(run.spec).toEqual({ parallelism: 4, script: { configMap: { name: 'own-script', file: 'checkout.js' } } });
    expect(configMap?.data).toEqual({ 'checkout.js': 'export default function () {}' });
  });

  it.each([[{}, {}, 'context'], [{}, { namespace: 'n' }, 'n'], [{ namespace: 'own' }, {}, 'own'], [{ namespace: 'n' }, { namespace: 'n' }, 'n']])(
    'is in the namespace of %j and %j: %s', async (metadata, request, namespace) => {
      expect((await make({ file: '-', ...request }, manifest(metadata))).run.metadata.namespace).toBe(namespace);
    },
  );

  it.each<[string, Partial<RunRequest>, string, RegExp]>([
    ['nothing at all', {}, '', /nothing to run/],
    ['an empty path, which is not the current folder', { script: '' }, '', /^the path of the script is empty$/],
    ['an empty path to go along', { script: 'checkout.js', include: ['a', ''] }, '', /^--include is empty$/],
    ['an empty name', { script: 'checkout.js', name: '' }, '', /^--name is empty$/],
    ['a variable without a name', { script: 'checkout.js', env: ['=1'] }, '', /^-e "=1" names no variable$/],
    ['a variable that is not set', { script: 'checkout.js', env: ['NOT_SET'] }, '', /^-e NOT_SET: there is no such variable here$/],
    ['stdin for two things', { script: '-', file: '-' }, '', /both/],
    ['two namespaces', { file: '-', namespace: 'a' }, manifest({ namespace: 'b' }), /namespace b.*says a/],
    ['an empty manifest', { file: '-' }, '---\n', /stdin is empty/],
    ['YAML that is none', { file: '-' }, 'a: [', /^stdin: /],
    ['a ConfigMap beside the run', { file: '-' }, `${manifest()}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}`, /ConfigMap s in it/],
    ['two runs', { file: '-' }, `${manifest()}\n---\n${manifest()}`, /2 runs/],
    ['a K6 of another group', { file: '-' }, manifest().replace('k6.io/v1alpha1', 'k6.io/v2'), /K6 own \(k6.io\/v2\)/],
    ['a field that there is not', { file: '-' }, manifest({}, { paralelism: 50 }), /^stdin: \.spec\.paralelism: there is no such field: did you mean parallelism\?$/],
    ['a folder as manifest', { file: '.' }, '', /^\.: it is a folder/],
    ['a manifest that is not there', { file: 'gone.yaml' }, '', /gone.yaml: there is no such file/],
    ['a flag that fights the operator', { script: 'checkout.js', rest: ['--paused'] }, '', /--paused fights the operator/],
    ['an open quote', { script: 'checkout.js', args: '\'' }, '', /never closed/],
    ['a bad name', { script: 'checkout.js', name: 'A' }, '', /\.metadata\.name/],
    ['a bad spec', { file: '-' }, manifest({}, { parallelism: 'two' }), /\.spec\.parallelism/],
  ])('is refused with %s', async (_what, request, stdin, message) => {
    await expect(make(request, stdin)).rejects.toMatchObject({ message: expect.stringMatching(message), exitCode: 2 });
  });

  it('comes with admission\'s advice, which has no word about images that the user did not name', async () => {
    const { run } = await make({ script: 'checkout.js', parallelism: 4, vus: 2 });
    expect(adviceFor(run)).toEqual([expect.stringContaining('ask for 2 VUs')]);
    expect(adviceFor((await make({ script: 'checkout.js', image: 'k6:latest' })).run)).toEqual([expect.stringContaining('k6:latest')]);
  });
});
