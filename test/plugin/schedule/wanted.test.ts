import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Run } from '../../../api/run.ts';
import { readWanted, type Wanted, type WantedRequest } from '../../../plugin/schedule/wanted.ts';

const manifest = '# why\napiVersion: k6.io/v1alpha1\nkind: TestRun\nmetadata: {name: checkout, namespace: load}\nspec: {script: {configMap: {name: s}}}\n';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-wanted-'));
  await writeFile(join(folder, 'test.js'), 'import "./lib.js"; export default function () {}');
  await writeFile(join(folder, 'lib.js'), '');
  await writeFile(join(folder, 'run.yaml'), manifest);
  await writeFile(join(folder, 'nameless.yaml'), manifest.replace('name: checkout', 'generateName: x-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = (request: Partial<WantedRequest>, schedule?: string): Promise<Wanted> => readWanted(
  { contextNamespace: 'here', rest: [], ...request }, schedule, { cwd: folder, environment: { TOKEN: 'abc' }, stdin: () => Promise.resolve(Buffer.from('')), random: () => 0 },
);
const runOf = ({ run }: Wanted): Run => parse(run.text) as Run;

describe('what is scheduled', () => {
  it('is the manifest word for word, where nothing changes it', async () => {
    expect(await read({ file: join(folder, 'run.yaml') })).toMatchObject({ run: { kind: 'TestRun', name: 'checkout', namespace: 'load', text: manifest }, configMaps: [], notes: [] });
  });

  it('is a run of the schedule\'s name for a script, whose files are in a ConfigMap that the schedule takes along', async () => {
    const wanted = await read({ script: 'test.js', parallelism: 4, env: ['A=b', 'TOKEN'], rest: ['--tag', 'x=y'] }, 'nightly');
    expect(wanted.run).toMatchObject({ kind: 'K6', name: 'nightly', namespace: 'here' });
    expect(runOf(wanted)).toEqual({
      apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'nightly' },
      spec: {
        parallelism: 4, args: ['--tag', 'x=y'], runner: { env: [{ name: 'A', value: 'b' }, { name: 'TOKEN', value: 'abc' }] },
        script: { configMap: { name: 'nightly-schedule-script', file: 'test.js' } },
      },
    });
    expect(wanted.configMaps).toMatchObject([{ metadata: { name: 'nightly-schedule-script', labels: { 'k6.io/schedule': 'nightly', 'k6.io/managed-by': 'kubectl-k6' } }, data: { 'lib.js': '' } }]);
  });

  it('is the manifest with what the flags change, under its own name', async () => {
    const wanted = await read({ file: 'run.yaml', parallelism: 8 }, 'nightly');
    expect(runOf(wanted)).toMatchObject({ kind: 'TestRun', metadata: { name: 'checkout' }, spec: { parallelism: 8 } });
    expect(wanted.run.namespace).toBe('load');
  });

  it.each<[string, Partial<WantedRequest>, RegExp]>([
    ['a name that is made up', { file: 'nameless.yaml', parallelism: 2 }, /no metadata.name/],
    ['a script that is not there', { script: 'tset.js' }, /tset.js/],
    ['what admission refuses', { script: 'test.js', args: '--execution-segment 0:1' }, /execution-segment/],
  ])('is never %s', async (_, request, message) => {
    await expect(read(request, 'nightly')).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });
});
