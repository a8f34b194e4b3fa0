import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { admitted, refusalMessage, refusals } from '../../api/admission/index.ts';

const folder = join(import.meta.dirname, '..', '..', 'config', 'samples', 'invalid');
const golden = join(import.meta.dirname, 'refusals.golden.json');
const images = { runner: 'loadimpact/k6:latest' };

/** Each invalid sample with the message that it is refused with. */
const messages = Object.fromEntries(readdirSync(folder).sort().map((file) => {
  const object = admitted({ object: parse(readFileSync(join(folder, file), 'utf8')) }, images);
  return [file, refusalMessage(refusals({ object }, { images, limits: { maxParallelism: 1000 } }))];
}));

if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, `${JSON.stringify(messages, null, 2)}\n`);

describe('the invalid samples', () => {
  it('are refused with the messages of refusals.golden.json; UPDATE_GOLDEN=1 writes them anew', () => {
    expect(messages).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  });

  it('are each refused', () => {
    expect(Object.keys(messages).length).toBeGreaterThan(20);
    expect(Object.values(messages)).not.toContain('');
  });
});
