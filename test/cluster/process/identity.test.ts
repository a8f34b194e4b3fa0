import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identify, isAlive, parseStat } from '../../../cluster/process/identity.ts';

describe('a process', () => {
  it('is alive as long as it runs, and not after', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = identify(child.pid ?? 0);
    expect(identity).toBeDefined();
    expect(identity !== undefined && isAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(identity !== undefined && isAlive(identity)).toBe(false);
  });

  it('is not taken for another that has its id', () => {
    const own = identify(process.pid);
    expect(own?.pid).toBe(process.pid);
    expect(isAlive({ pid: process.pid, started: 'earlier' })).toBe(false);
  });
});

describe('a line of /proc/<pid>/stat', () => {
  const rest = 'S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20';

  it.each(['sh', 'a b', 'a) R 1 (b'])('is read right for a program named "%s"', (name) => {
    expect(parseStat(`42 (${name}) ${rest}`)).toEqual({ state: 'S', startTicks: '987654' });
  });

  it('is refused when it is cut short', () => {
    expect(() => parseStat('42 (sh) S 1')).toThrow('not a line of /proc/<pid>/stat');
  });
});
