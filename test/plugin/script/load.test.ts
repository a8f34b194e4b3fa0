import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { k6 } from '../../../cluster/bin.ts';
import { layOut } from '../../../plugin/script/layout.ts';
import { loadScript, type LoadedScript } from '../../../plugin/script/load.ts';

// The first call may have to build k6.
jest.setTimeout(900_000);

let program: string;
let folder: string;

beforeAll(async () => {
  program = await k6();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-script-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function load(given: string, more: { include?: string[]; stdin?: string; env?: Record<string, string> } = {}): Promise<LoadedScript> {
  return loadScript(given, { cwd: folder, env: more.env ?? {}, include: more.include ?? [], stdin: () => Promise.resolve(Buffer.from(more.stdin ?? '')) });
}

function names({ files }: LoadedScript): string[] {
  return files.map(({ path }) => path.slice(folder.length + 1)).sort();
}

/** Puts a script's files where the kubelet would, symbolic links and all, below `mount` instead of /. Returns the script's path there. */
async function mount({ files, entry }: LoadedScript, below: string): Promise<string> {
  const { data: { data, binaryData }, script, volumes } = layOut(files, entry, 'x');
  const keys = new Map([...Object.entries(data).map(([key, text]) => [key, Buffer.from(text)] as const), ...Object.entries(binaryData).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const)]);
  const items = volumes[0]?.configMap?.items ?? [...keys.keys()].map((key) => ({ key, path: key }));
  const target = join(below, 'test');
  for (const { key, path } of items) {
    await mkdir(dirname(join(target, '..2026', path)), { recursive: true });
    await writeFile(join(target, '..2026', path), keys.get(key) ?? '');
  }
  await symlink('..2026', join(target, '..data'));
  for (const top of new Set(items.map(({ path }) => path.split('/')[0] ?? ''))) await symlink(join('..data', top), join(target, top));
  return join(below, script.localFile ?? `/test/${script.configMap?.file ?? ''}`);
}

interface Answer {
  status: number | null;
  output: string;
}

function runK6(...args: string[]): Answer {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: '/', env: { PATH: '/usr/bin:/bin', HOME: folder, K6_NO_USAGE_REPORT: 'true' } });
  return { status, output: stdout + stderr };
}

const project = {
  'tests/load/main.ts': `
    import { check } from 'k6';
    import { greeting } from '../lib/greeting.js';
    import type { User } from '../types.ts';
    import { lines } from '../lib/lines.js';
    const users: User[] = JSON.parse(open('./data/users.json'));
    const bytes = open('../../bin data.bin', 'b');
    export const options = { vus: 1, iterations: 2, thresholds: { checks: ['rate==1'] } };
    export default function () {
      check(null, { all: () => greeting(users[0].name) === 'hello ann' && bytes.byteLength === 3 && lines === 2 });
    }`,
  'tests/lib/greeting.js': 'import word from "./word.js"; export const greeting = (name) => `${word} ${name}`;',
  'tests/lib/word.js': 'module.exports = "hello";',
  'tests/lib/lines.js': 'export const lines = open(import.meta.resolve("../load/data/lines.txt")).split("\\n").length;',
  'tests/load/data/users.json': '[{"name": "ann"}]',
  'tests/load/data/lines.txt': 'a\nb',
  'bin data.bin': Buffer.from([1, 0xff, 0]),
  'tests/unrelated.js': 'throw new Error("not asked for")',
};

describe('a script, loaded', () => {
  it('runs in real k6 as it is mounted into a runner, and passes the initializer\'s checks, just as it does here', async () => {
    await write(project);
    const loaded = await load('tests/load/main.ts');
    expect(names(loaded)).toEqual(Object.keys(project).filter((name) => name !== 'tests/unrelated.js').sort());
    const path = await mount(loaded, join(folder, 'runner'));
    await rm(join(folder, 'tests'), { recursive: true });
    expect(runK6('run', '--quiet', path)).toMatchObject({ status: 0 });
    expect(runK6('archive', path, '-O', join(folder, 'a.tar'))).toMatchObject({ status: 0 });
    const { output } = runK6('inspect', '--execution-requirements', join(folder, 'a.tar'));
    expect(JSON.parse(output)).toMatchObject({ maxVUs: 1, iterations: 2 });
  });

  it('may be an archive of k6, which runs with the options that it was made with', async () => {
    await write(project);
    expect(runK6('archive', join(folder, 'tests/load/main.ts'), '-O', join(folder, 'made.tar'))).toMatchObject({ status: 0 });
    const loaded = await load('made.tar');
    expect(names(loaded)).toEqual(['made.tar']);
    const path = await mount(loaded, join(folder, 'runner'));
    await rm(join(folder, 'tests'), { recursive: true });
    expect(runK6('run', '--quiet', path)).toMatchObject({ status: 0 });
  });

  it('is relative to the current folder when it comes from stdin', async () => {
    await write({ 'lib/a.js': 'export const a = 1;' });
    const loaded = await load('-', { stdin: 'import { a } from "./lib/a.js"; export default function () { if (a !== 1) throw a; }' });
    expect(names(loaded)).toEqual(['lib/a.js', 'stdin.js']);
    expect(runK6('run', '--quiet', await mount(loaded, join(folder, 'runner')))).toMatchObject({ status: 0 });
  });

  it('brings the whole of its folder along, where that is given, and what lies outside as far as it asks for it', async () => {
    await write({ 'd/test.js': 'import "../shared/a.js";', 'd/x.csv': '1', 'd/sub/y.csv': '2', 'd/.git/config': '3', 'd/node_modules/k6/index.js': '4', 'shared/a.js': '5', 'shared/b.js': '6' });
    expect(names(await load('d'))).toEqual(['d/sub/y.csv', 'd/test.js', 'd/x.csv', 'shared/a.js']);
  });

  it('brings along what is asked for by hand', async () => {
    await write({ 'test.js': 'open(pick())', 'data/a.csv': '1', 'data/b.csv': '2', 'c.csv': '3' });
    expect(names(await load('test.js', { include: ['data', 'c.csv'] }))).toEqual(['c.csv', 'data/a.csv', 'data/b.csv', 'test.js']);
  });

  it('is read through symbolic links, and keeps the paths that it uses', async () => {
    await write({ 'test.js': 'import "./lib/a.js";', 'elsewhere/a.js': 'import "./b.js";', 'elsewhere/b.js': '' });
    await symlink('elsewhere', join(folder, 'lib'));
    await symlink('circle', join(folder, 'circle'));
    expect(names(await load('test.js'))).toEqual(['lib/a.js', 'lib/b.js', 'test.js']);
    await expect(load('circle')).rejects.toThrow('circle is a symbolic link in a circle');
  });

  it('does not walk in circles through links to a folder that it is in', async () => {
    await write({ 'x/test.js': '', 'x/data/a.csv': '1', 'lib/b.js': '' });
    await symlink('.', join(folder, 'x/self'));
    await symlink('..', join(folder, 'x/data/up'));
    await symlink('../lib', join(folder, 'x/lib'));
    expect(names(await load('x'))).toEqual(['x/data/a.csv', 'x/lib/b.js', 'x/test.js']);
  });

  it('says of an absolute path in the current folder the whole of it, as the script has it', async () => {
    await write({ 'test.js': `import "${folder}/a.js";` });
    expect((await load('test.js')).notes).toEqual([`test.js:1: ${folder}/a.js is an absolute path, so it is looked for in the runner's image and volumes`]);
  });

  it('may be a pipe, and not a device, which may have no end', async () => {
    spawnSync('mkfifo', [join(folder, 'pipe.js')]);
    const [loaded] = await Promise.all([load('pipe.js'), writeFile(join(folder, 'pipe.js'), 'export default function () {}')]);
    expect(loaded.files[0]?.content.toString()).toBe('export default function () {}');
    await expect(load('/dev/zero')).rejects.toMatchObject({ message: '/dev/zero is no file', exitCode: 2 });
  });

  it.each([
    [{ 'x/main.js': '' }, 'x', 'x/main.js'], [{ 'x/index.ts': '', 'x/lib.ts': '' }, 'x', 'x/index.ts'], [{ 'x/only.js': '', 'x/data.json': '{}' }, 'x', 'x/only.js'],
  ])('is found in the folder %j', async (files, given, entry) => {
    await write(files);
    expect((await load(given)).entry).toBe(join(folder, entry));
  });

  it.each([
    [{ 'x/a.txt': '' }, 'x', 'x has no script'],
    [{ 'x/a.js': '', 'x/b.js': '' }, 'x', 'x has more than one script: a.js, b.js'],
    [{}, 'gone.js', 'gone.js does not exist'],
    [{ 'a.tar.gz': Buffer.from([0x1f, 0x8b, 8]) }, 'a.tar.gz', 'a.tar.gz is compressed, and k6 reads only a plain archive'],
    [{ 'x/test.js': '\nimport "./lib";', 'x/lib/a.js': '' }, 'x/test.js', 'x/test.js:2 asks for "./lib", and x/lib is a folder'],
    [{ 'test.js': 'import "./a";\nopen("b.csv")' }, 'test.js', 'test.js:1 asks for "./a", and a does not exist; test.js:2 asks for "b.csv", and b.csv does not exist'],
  ])('is refused: %j', async (files, given, message) => {
    await write(files);
    await expect(load(given)).rejects.toMatchObject({ message, exitCode: 2, hint: expect.any(String) });
  });

  it('is refused as a tar file that is no archive of k6', async () => {
    await write({ 'test.js': '' });
    spawnSync('tar', ['-cf', join(folder, 'x.tar'), '-C', folder, 'test.js']);
    await expect(load('x.tar')).rejects.toMatchObject({ message: 'x.tar is a tar file that k6 archive did not make', exitCode: 2 });
  });

  it('may have just what a ConfigMap holds, and not a byte more', async () => {
    const text = 'open("a.bin"); open("b.bin");';
    const half = 512 * 1024;
    await write({ 'test.js': text, 'a.bin': Buffer.alloc(half, 1), 'b.bin': Buffer.alloc(half - text.length, 2) });
    expect((await load('test.js')).files).toHaveLength(3);
    await write({ 'b.bin': Buffer.alloc(half - text.length + 1, 2) });
    await expect(load('test.js')).rejects.toMatchObject({
      message: 'the script and its 2 other files have 1.1 MiB; the biggest: a.bin (512 KiB), b.bin (512 KiB), test.js (29 B), and a ConfigMap holds 1 MiB',
      hint: expect.stringMatching(/volumeClaim.*localFile.*HTTP/),
      exitCode: 2,
    });
    await write({ 'b.bin': Buffer.alloc(2 * 1024 * 1024) });
    await expect(load('test.js')).rejects.toThrow(/b\.bin has 2 MiB, and a ConfigMap holds 1 MiB$/);
  });
});
