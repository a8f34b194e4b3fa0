import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';

/** Holds `entries` to the golden file `name`; UPDATE_GOLDEN=1 writes it anew, for the diff to be read. */
export function expectGolden(name: string, entries: readonly string[]): void {
  const file = join(import.meta.dirname, 'said', `${name}.txt`);
  const text = `${entries.join('\n\n')}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : 'no golden file yet: run this test with UPDATE_GOLDEN=1');
}

/** Results in the order of `items`, so many at once as two cores can do. */
export async function mapFew<T, R>(items: readonly T[], work: (item: T) => Promise<R>, atOnce = 4): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
