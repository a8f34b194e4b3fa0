import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasons } from '../../api/reasons.ts';
import { root } from '../../cluster/paths.ts';
import { ordinary } from '../../controller/status/events.ts';

const text = await readFile(join(root, 'docs', 'troubleshooting.md'), 'utf8');
const entries = text.split(/^### /m).slice(1).map((entry) => {
  const [title = '', ...lines] = entry.split(/^## /m)[0]?.trim().split('\n') ?? [];
  return { title, lines };
});

describe('docs/troubleshooting.md', () => {
  it('has one entry for every reason, in the order of api/reasons.ts, and no other', () => {
    expect(entries.map(({ title }) => title)).toEqual(Object.keys(reasons));
  });

  it.each(entries)('says of $title what it means, where it comes from and what to do', ({ lines }) => {
    expect(lines.map((line) => line.replace(/: .+/, ':'))).toEqual(['- Meaning:', '- Cause:', '- To do:']);
  });

  it('names the events that are normal, as the controller sends them; all others are warnings', () => {
    const [, listed = ''] = /^Normal events are .*?: ([\w,\s]+)\./mu.exec(text) ?? [];
    expect(listed.split(/,\s+/u)).toEqual([...ordinary]);
  });
});
