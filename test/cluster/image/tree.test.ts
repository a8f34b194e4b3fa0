import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromEnvironment } from '../../../cluster/image.ts';
import { hashTree } from '../../../cluster/image/hash.ts';
import { libraries } from '../../../cluster/image/tree.ts';

describe('the libraries of a program', () => {
  it('are the paths that ldd lists, the loader among them, the kernel’s own not', () => {
    const output = '\tlinux-vdso.so.1 (0x00007ffc)\n\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f)\n\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n\tlibgone.so => not found\n';
    expect(libraries(output)).toEqual(['/lib/x86_64-linux-gnu/libm.so.6', '/lib64/ld-linux-x86-64.so.2']);
  });

  it('are none for a static one', () => {
    expect(libraries('\tnot a dynamic executable\n')).toEqual([]);
  });
});

describe('the hash of an image’s inputs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'k6-hash-'));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'a'), 'one');
    symlinkSync('a', join(folder, 'bin', 'b'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('does not change with time', async () => {
    const before = await hashTree(folder, 'base');
    utimesSync(join(folder, 'bin', 'a'), 1, 1);
    expect(await hashTree(folder, 'base')).toBe(before);
  });

  it.each<[string, () => void]>([
    ['a content', () => writeFileSync(join(folder, 'bin', 'a'), 'two')],
    ['a mode', () => chmodSync(join(folder, 'bin', 'a'), 0o755)],
    ['a new file', () => writeFileSync(join(folder, 'c'), '')],
    ['the target of a link', () => {
      rmSync(join(folder, 'bin', 'b'));
      symlinkSync('c', join(folder, 'bin', 'b'));
    }],
  ])('changes with %s', async (_, change) => {
    const before = await hashTree(folder, 'base');
    change();
    expect(await hashTree(folder, 'base')).not.toBe(before);
  });

  it('changes with the base', async () => {
    expect(await hashTree(folder, 'one')).not.toBe(await hashTree(folder, 'two'));
  });
});

describe('the images of a cluster that is not ours', () => {
  it('are those of the environment', () => {
    expect(fromEnvironment(['operator', 'runner'], { K6_IMAGE_OPERATOR: 'r/o:1', K6_IMAGE_RUNNER: 'r/k6:1' })).toEqual({ operator: 'r/o:1', runner: 'r/k6:1' });
  });

  it('are asked for by name where they are missing', () => {
    expect(() => fromEnvironment(['operator', 'runner'], { K6_IMAGE_RUNNER: '' })).toThrow('K6_IMAGE_OPERATOR, K6_IMAGE_RUNNER');
  });
});
