import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { install } from '../../../plugin/complete/install.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'k6-complete-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('install', () => {
  it('puts an executable beside the plugin', () => {
    const [other, own] = [join(folder, 'other'), join(folder, 'own')];
    for (const path of [other, own]) mkdirSync(path);
    writeFileSync(join(own, 'kubectl-k6'), '');
    const { path, onPath } = install(undefined, { PATH: [other, own].join(delimiter) });
    expect({ path, onPath }).toEqual({ path: join(own, 'kubectl_complete-k6'), onPath: true });
    expect(statSync(path).mode & 0o111).toBe(0o111);
  });

  it('says when the folder that was chosen is not on PATH', () => {
    expect(install(join(folder, 'bin'), { PATH: '/usr/bin' })).toEqual({ path: join(folder, 'bin', 'kubectl_complete-k6'), onPath: false });
  });

  it('fails with what to do where it cannot write', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => install(join(folder, 'file'), {})).toThrow(expect.objectContaining({ hint: expect.stringContaining('--dir') }));
  });
});
