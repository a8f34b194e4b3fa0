import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { archiveArguments } from '../../../../api/arguments/index.ts';
import { k6 } from '../../../../cluster/bin.ts';
import { initializerScript, workFolder } from '../../../../controller/jobs/initializer/script.ts';
import { initializerFault, readRequirements } from '../../../../controller/plan/requirements.ts';
import { readScriptReport } from '../../../../controller/plan/scriptreport.ts';
import { anEnded } from '../../../builders/world.ts';

// The first call may have to build k6.
jest.setTimeout(900_000);

let k6Folder: string;
let folder: string;

beforeAll(async () => {
  k6Folder = dirname(await k6());
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-initializer-'));
  await mkdir(join(folder, 'work'));
});

afterEach(() => rm(folder, { recursive: true }));

const shells: [string, string[]][] = [['dash', ['dash', '-c']], ['busybox', ['busybox', 'sh', '-c']]];

const script = (options: object): string => `
  import { sleep } from 'k6';
  export const options = ${JSON.stringify(options)};
  export default function () { sleep(1); }
`;

interface Answer {
  exitCode: number | null;
  output: string;
  /** The termination message as the kubelet reads it: the last 4096 bytes of its file. */
  message: string;
}

/** Runs the initializer's own text as its container would, but for the two paths that only a container has. */
async function run(shell: string[], text: string, { flags = [], path }: { flags?: string[]; path?: string } = {}): Promise<Answer> {
  const file = join(folder, 'test.js');
  await writeFile(file, text);
  const copy = initializerScript.replaceAll(workFolder, join(folder, 'work')).replaceAll('/dev/termination-log', join(folder, 'message'));
  const [command = '', ...rest] = [...shell, copy, 'k6-initializer', file, '--include-system-env-vars', ...archiveArguments(flags)];
  const env = { PATH: path ?? `${k6Folder}:/usr/bin:/bin`, HOME: folder, K6_NO_USAGE_REPORT: 'true', SIZE: '5' };
  const { status, stdout, stderr }: SpawnSyncReturns<string> = spawnSync(command, rest, { encoding: 'utf8', env });
  const message = await readFile(join(folder, 'message'), 'utf8').catch(() => '');
  return { exitCode: status, output: stdout + stderr, message: Buffer.from(message).subarray(-4096).toString('utf8') };
}

describe.each(shells)('the initializer\'s script under %s, with real k6', (_name, shell) => {
  it('tells in its log what k6 can and which of its variables are set, before k6\'s whole answer', async () => {
    const { output } = await run(shell, script({ vus: 4, duration: '10s', thresholds: { checks: ['rate>0.9'] } }) + 'export function handleSummary() {}');
    const report = readScriptReport(output);
    expect(report?.facts.get('version')).toMatch(/^k6 v1\.\d+\.\d+/);
    expect(report?.facts.get('outputs')?.split(', ')).toEqual(expect.arrayContaining(['opentelemetry', 'json']));
    expect(report?.facts.get('environment')).toBe('K6_NO_USAGE_REPORT');
    expect(report?.facts.get('handleSummary')).toBe('yes');
    expect(report?.options['thresholds']).toEqual({ checks: ['rate>0.9'] });
  });

  it('tells of no handleSummary() where the script has none', async () => {
    expect(readScriptReport((await run(shell, script({ vus: 1 }))).output)?.facts.has('handleSummary')).toBe(false);
  });

  it('leaves k6\'s figures as the termination message, and the whole answer in its log', async () => {
    const { exitCode, message, output } = await run(shell, script({ vus: 4, duration: '10s' }));
    expect(exitCode).toBe(0);
    expect(readRequirements(message)).toEqual({ maxVUs: 4, totalDuration: '40s' });
    expect(readScriptReport(output)?.options).toMatchObject({ maxVUs: 4, totalDuration: '40s' });
  });

  it('counts the options of the command line, and passes over those that only a run takes', async () => {
    const flags = ['--vus', '7', '--duration', '3s', '--out', 'json=x', '--linger', '--verbose', '--tag', 'team=load test'];
    const { message } = await run(shell, script({}), { flags });
    expect(readRequirements(message)).toEqual({ maxVUs: 7, totalDuration: '33s' });
  });

  it('counts what the environment asks for, as the runners have it', async () => {
    const text = 'export const options = { vus: Number(__ENV.SIZE), duration: "1s" }; export default function () {}';
    expect(readRequirements((await run(shell, text)).message)).toMatchObject({ maxVUs: 5 });
  });

  it('leaves the figures also where the options are longer than any termination message', async () => {
    const scenarios = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`scenario_${at}`, { executor: 'constant-vus', vus: 2, duration: '5s', env: { NOTE: 'x'.repeat(50) } }]));
    const { exitCode, message, output } = await run(shell, script({ scenarios }));
    expect(exitCode).toBe(0);
    expect(Buffer.byteLength(output)).toBeGreaterThan(4096);
    expect(readRequirements(message)).toEqual({ maxVUs: 160, totalDuration: '35s' });
    // In a pod of many containers the kubelet cuts each message further, and from its beginning on.
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1024);
  });

  it('leaves the figures of the whole answer, too, to whoever reads its last 4096 bytes', async () => {
    const { output } = await run(shell, script({ vus: 3, duration: '2s', tags: { long: 'y'.repeat(9000) } }));
    expect(readRequirements(Buffer.from(output).subarray(-4096).toString('utf8'))).toEqual({ maxVUs: 3, totalDuration: '32s' });
  });

  it('ends with k6\'s 107 and its words for a script that throws', async () => {
    const { exitCode, message, output } = await run(shell, 'throw new Error("no such user");');
    expect(exitCode).toBe(107);
    expect(message).toContain('no such user');
    expect(output).toContain('no such user');
    expect(initializerFault(anEnded(107, 'ScriptException', { report: message }), 1)).toMatchObject({ reason: 'ScriptException', message: expect.stringContaining('no such user') });
  });

  it('has the file\'s name where an import is missing', async () => {
    const { exitCode, message } = await run(shell, 'import { a } from "./utils.js"; export default function () { a(); }');
    expect(exitCode).toBeGreaterThan(0);
    expect(message).toContain('utils.js');
  });

  it('has k6\'s words for an option that it does not know', async () => {
    const { exitCode, message } = await run(shell, script({}), { flags: ['--no-such-flag'] });
    expect(exitCode).toBeGreaterThan(0);
    expect(message).toContain('no-such-flag');
    expect(initializerFault(anEnded(exitCode ?? -1, 'RunnerFailed', { report: message }), 1)).toMatchObject({ reason: 'ScriptInvalid' });
  });

  it('keeps the end of very many words', async () => {
    const { message } = await run(shell, 'for (let i = 0; i < 400; i++) console.log("noise " + i); throw new Error("at last");');
    expect(message).toContain('at last');
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1024);
  });

  it('says that the image has no k6, with a shell\'s 127', async () => {
    const bare = join(folder, 'bin');
    await mkdir(bare);
    await symlink('/usr/bin/busybox', join(bare, 'busybox'));
    for (const tool of ['tee', 'cat', 'tr', 'tail']) await symlink('/usr/bin/busybox', join(bare, tool));
    await symlink('/usr/bin/dash', join(bare, 'dash'));
    const { exitCode, message } = await run(shell.map((word, at) => (at === 0 ? join(bare, word) : word)), script({}), { path: bare });
    expect(exitCode).toBe(127);
    expect(message).toBe('k6 executable not found in PATH of this image\n');
    expect(initializerFault(anEnded(127, 'RunnerFailed', { report: message }), 1)).toEqual({ reason: 'InitializerFailed', message: 'k6 executable not found in PATH of this image' });
  });

  it('takes a path and an option with blanks and quotes as they are', async () => {
    const { message } = await run(shell, script({ vus: 2, duration: '1s' }), { flags: ['-e', `A="b' $(touch ${folder}/hacked)`] });
    expect(readRequirements(message)).toMatchObject({ maxVUs: 2 });
    await expect(readFile(join(folder, 'hacked'))).rejects.toThrow('ENOENT');
  });
});

describe('the initializer\'s script', () => {
  it('holds nothing that the kubelet would expand in a command', () => {
    expect(initializerScript).not.toContain('$$');
    expect(initializerScript).not.toMatch(/\$\([A-Za-z_]/);
  });
});
