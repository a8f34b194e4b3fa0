import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa, type Options } from 'execa';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launcher } from '../../release/launcher.ts';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);

/** In place of Node stands a script that prints what it is called with, so that nothing but the way to it is tested. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'k6 launcher '));
  for (const name of ['store/bin', 'store/lib', 'links']) mkdirSync(at(name), { recursive: true });
  for (const [path, text] of [['store/bin/kubectl-k6', launcher('kubectl-k6')], ['store/lib/node', '#!/bin/sh\nprintf "<%s>" "${1##*/}" "$@"\n']] as const) {
    writeFileSync(at(path), text);
    chmodSync(at(path), 0o755);
  }
  symlinkSync(at('store/bin/kubectl-k6'), at('links/absolute'));
  symlinkSync('../store/bin/kubectl-k6', at('links/relative'));
  symlinkSync('relative', at('links/chained'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function printed(file: string, args: string[], options: Options = {}): Promise<string> {
  return String((await execa(file, args, options)).stdout);
}

describe('the launcher', () => {
  it.each(['store/bin/kubectl-k6', 'links/absolute', 'links/relative', 'links/chained'])('finds its Node and program when it is called as %s', async (path) => {
    expect(await printed(at(path), [])).toMatch(/^<kubectl-k6><.*\/lib\/kubectl-k6>$/);
  });

  it('finds them when it is called by its name, from PATH, or as a script in the current folder', async () => {
    const path = [at('links'), process.env['PATH'] ?? ''].join(':');
    expect(await printed('chained', [], { env: { PATH: path } })).toContain('/lib/kubectl-k6>');
    expect(await printed('sh', ['kubectl-k6'], { cwd: at('store/bin') })).toContain('/lib/kubectl-k6>');
    expect(await printed('./relative', [], { cwd: at('links') })).toContain('/lib/kubectl-k6>');
  });

  it('hands on every argument as it came', async () => {
    expect(await printed(at('links/relative'), ['a b', '', '*', '$HOME', '--x="y"'])).toMatch(/><a b><><\*><\$HOME><--x="y">$/);
  });
});
