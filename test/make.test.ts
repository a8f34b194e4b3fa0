import { expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../cluster/paths.ts';

const make = async (...args: string[]): Promise<string> => (await execa('make', args, { cwd: root })).stdout;

it('make help says of every target what it does', async () => {
  const targets = /^\.PHONY: (.+)$/mu.exec(readFileSync(join(root, 'Makefile'), 'utf8'))?.[1]?.split(' ');
  const listed = [...(await make('help')).matchAll(/^ {2}make (\S+) {2,}\S/gmu)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(targets?.toSorted());
});

it('make e2e has the cluster up before the tests, which then do not take it down, and make e2e-cleanup takes it down', async () => {
  expect(await make('--dry-run', 'e2e')).toMatch(/cluster\/up\.ts[^]*test:e2e/u);
  expect(await make('--dry-run', 'e2e-cleanup')).toMatch(/cluster\/down\.ts/u);
});
