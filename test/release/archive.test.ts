import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archive, sha256 } from '../../release/archive.ts';
import { integrityOf } from '../../release/runtime.ts';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'k6-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function lay(parent: string, names: readonly string[], time: number, mode: number): void {
  mkdirSync(at(parent, 'plugin', 'bin'), { recursive: true });
  for (const name of names) {
    writeFileSync(at(parent, 'plugin', name), name);
    utimesSync(at(parent, 'plugin', name), time, time);
    chmodSync(at(parent, 'plugin', name), name.startsWith('bin/') ? mode | 0o100 : mode);
  }
}

describe('archive', () => {
  it('makes the same bytes of the same files, whenever and under whatever umask they were written', async () => {
    lay('one', ['README', 'bin/a', 'bin/b'], 1_000_000, 0o600);
    lay('two', ['bin/b', 'bin/a', 'README'], 2_000_000, 0o664);
    await archive(at('one'), 'plugin', at('one.tar.gz'));
    await archive(at('two'), 'plugin', at('two.tar.gz'));
    expect(await sha256(at('one.tar.gz'))).toBe(await sha256(at('two.tar.gz')));
    const { stdout } = await execa('tar', ['-tvzf', at('two.tar.gz'), '--numeric-owner', '--utc']);
    const seen = stdout.split('\n').map((line) => line.split(/\s+/)).map(([mode, owner, , day, , name]) => [mode, owner, day, name].join(' '));
    expect(seen).toEqual([
      'drwxr-xr-x 0/0 1985-10-26 plugin/',
      '-rw-r--r-- 0/0 1985-10-26 plugin/README',
      'drwxr-xr-x 0/0 1985-10-26 plugin/bin/',
      '-rwxr-xr-x 0/0 1985-10-26 plugin/bin/a',
      '-rwxr-xr-x 0/0 1985-10-26 plugin/bin/b',
    ]);
  });

  it('fails when there is nothing to pack', async () => {
    await expect(archive(folder, 'missing', at('x.tar.gz'))).rejects.toThrow('missing');
  });
});

describe('the hashes', () => {
  it('are those that sha256sum and npm print', async () => {
    lay('one', ['package.json'], 0, 0o644);
    writeFileSync(at('one', 'plugin', 'package.json'), '{ "name": "some", "version": "1.0.0" }');
    const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], { cwd: at('one', 'plugin') });
    expect(integrityOf(readFileSync(at('some-1.0.0.tgz')))).toBe(/"integrity": "([^"]+)"/.exec(stdout)?.[1]);
    expect((await execa('sha256sum', [at('some-1.0.0.tgz')])).stdout).toContain(await sha256(at('some-1.0.0.tgz')));
  });
});
