import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { shellStarterScript, shellStopperScript, shellTeardownScript } from '../../../../controller/jobs/starter/shell.ts';

const scripts = [['starter', shellStarterScript()], ['stopper', shellStopperScript()], ['teardown', shellTeardownScript()]] as const;

/** The words in command position of a script that are neither shell keywords, builtins nor its own functions. */
function commands(script: string): string[] {
  const own = new Set([...script.matchAll(/^(\w+)\(\)/gm)].map((match) => match[1]));
  const known = ['curl', 'date', 'sleep', 'mkdir', 'rm', 'grep', 'sed', 'awk', 'cut', 'tr', 'cat', 'mktemp', 'seq', 'wc', 'head', 'tail', 'xargs', 'sort'];
  return known.filter((word) => !own.has(word) && new RegExp(`(^|[;|&(] *|exec |run |if |! )${word} `, 'm').test(script));
}

describe.each(scripts)('the shell form of the %s', (_, script) => {
  it.each([['dash', ['-n', '-c']], ['busybox', ['sh', '-n', '-c']], ['bash', ['--posix', '-n', '-c']]])('is a script to %s', (shell, args) => {
    const { status, stderr } = spawnSync(shell, [...args, script], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('calls curl, date, sleep, mkdir and rm alone', () => {
    expect(commands(script).toSorted()).toEqual(['curl', 'date', 'mkdir', 'rm', 'sleep']);
  });

  it('fits into one argument of a process, however many runners there are', () => {
    expect(Buffer.byteLength(script)).toBeLessThan(16_384);
  });

  it('holds nothing that the kubelet would expand in a command', () => {
    expect(script).not.toContain('$$');
    expect(script).not.toMatch(/\$\([A-Za-z_][A-Za-z0-9_.-]*\)/);
  });
});
