import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../../cluster/tools/lock.ts';

describe('a lock', () => {
  let file: string;
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), 'k6-lock-')), 'lock');
  });
  afterEach(() => rmSync(join(file, '..'), { recursive: true }));

  it('lets one in at a time', async () => {
    const events: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      events.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      events.push(`${name} out`);
    };
    await Promise.all([withLock(file, work('a')), withLock(file, work('b'))]);
    const order = events[0] === 'a in' ? ['a', 'b'] : ['b', 'a'];
    expect(events).toEqual(order.flatMap((name) => [`${name} in`, `${name} out`]));
  });

  it('is free again when the work throws', async () => {
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(file, () => Promise.resolve('in'))).toBe('in');
  });

  it('is free again when its holder dies of kill -9', async () => {
    const module = join(import.meta.dirname, '../../../cluster/tools/lock.ts');
    const program = `const { withLock } = await import(${JSON.stringify(module)});
      await withLock(${JSON.stringify(file)}, async () => { console.log('held'); await new Promise((resolve) => setTimeout(resolve, 60_000)); });`;
    const holder = execa(process.execPath, ['--input-type=module', '--eval', program], { reject: false });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    holder.kill('SIGKILL');
    expect(await withLock(file, () => Promise.resolve('in'))).toBe('in');
    expect((await holder).signal).toBe('SIGKILL');
  }, 20_000);
});
