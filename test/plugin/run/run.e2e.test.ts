import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { k6 } from '../../../cluster/bin.ts';
import { runner } from '../../e2e/manifests.ts';
import { aPlace, leave, type Place } from '../../e2e/place.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { describeOnNode } from '../../setup/node.ts';
import { type Answer, pluginProgram, type Program } from '../program.ts';

jest.setTimeout(240_000);

const files = {
  'tests/test.js': `
    import { check } from 'k6';
    import { user } from './lib/users.js';
    import { word } from '../shared/words.ts';
    export const options = { vus: 8, iterations: 8, thresholds: { checks: [__ENV.STRICT ? 'rate>2' : 'rate==1'] } };
    export default function () {
      if (__ENV.BROKEN) throw new Error('broken on purpose');
      check(null, { 'all files are there': () => user(0).name === 'ann' });
      console.log(word + ' ' + user(0).name);
    }
    export function setup() { if (__ENV.BROKEN) throw new Error('broken on purpose'); }`,
  'tests/lib/users.js': 'const users = JSON.parse(open(import.meta.resolve("../data/users.json"))); export const user = (index) => users[index];',
  'tests/data/users.json': '[{"name": "ann"}]',
  'shared/words.ts': 'export const word: string = "hello";',
};

describeOnNode('kubectl k6 run', () => {
  let place: Place;
  let program: Program;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k6-run-'));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    await execa(await k6(), ['archive', 'tests/test.js', '--archive-out', 'archive.tar'], { cwd: folder });
    place = await aPlace('run');
    program = await pluginProgram(testKubeconfigPath(), place.namespace);
  });

  afterAll(async () => {
    program.remove();
    await rm(folder, { recursive: true });
    await leave(place);
  });

  const run = (script: string, ...flags: string[]): Promise<Answer> => program.k6('run', join(folder, script), '--image', runner.image ?? '', ...flags);

  it('runs a script with two imports and a data file on four runners, shows what they log, and ends with 0', async () => {
    const { exitCode, stdout, stderr } = await run('tests/test.js', '--parallelism', '4', '--name', 'all', '--logs');
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout.match(/hello ann/g)).toHaveLength(8);
    expect(stdout).toMatch(/✓ Passed {2}k6\/all in namespace/);
    expect(stderr).toMatch(/created in namespace \S+ with 4 files/);
  });

  it('ends with k6\'s own code: 99 for a threshold, 107 for a script that throws, and leaves nothing with --rm', async () => {
    const [thresholds, exception, archive] = await Promise.all([
      run('tests/test.js', '-e', 'STRICT=1', '--rm', '--name', 'strict'), run('tests/test.js', '-e', 'BROKEN=1', '--rm', '--name', 'broken'), run('archive.tar', '--rm', '--name', 'packed'),
    ]);
    expect([thresholds.exitCode, exception.exitCode, archive.exitCode]).toEqual([99, 107, 0]);
    await expect(place.kubectl(['wait', '--for=delete', 'k6/strict', 'k6/broken', 'k6/packed', 'configmap/strict-script', '--timeout=60s'])).resolves.toBeDefined();
  });

  it('ends with 107 where k6 cannot read the script, before any runner was made', async () => {
    await writeFile(join(folder, 'syntax.js'), 'export default function () {');
    const { exitCode, stdout } = await run('syntax.js', '--name', 'syntax');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 107, stdout: expect.stringContaining('ScriptException') });
    expect(await place.kubectl(['get', 'jobs', '--selector=k6_cr=syntax,runner=true', '--output=name'])).toBe('');
  });
});
