import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReport } from '../../../plugin/report/write.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'k6-report-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('writeReport', () => {
  it('keeps a file that is there, unless it is told to write over it', () => {
    const file = join(folder, 'a.html');
    writeReport(file, 'first', false);
    expect(() => writeReport(file, 'second', false)).toThrow(expect.objectContaining({ message: `${file} is there already`, hint: expect.stringContaining('--overwrite') }));
    expect(readFileSync(file, 'utf8')).toBe('first');
    writeReport(file, 'third', true);
    expect(readFileSync(file, 'utf8')).toBe('third');
  });

  it('says why it cannot write', () => {
    const file = join(folder, 'missing', 'a.html');
    expect(() => writeReport(file, 'page', true)).toThrow(expect.objectContaining({ message: expect.stringContaining('cannot be written: ENOENT') }));
  });
});
