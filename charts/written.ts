import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The contents of files by their paths, which are relative to one folder. */
export type Files = Map<string, string>;

/** Names the files that are not as they should be: missing, different, or left from before. */
export function stale(before: Files, after: Files): string[] {
  return [...new Set([...after.keys(), ...before.keys()])].filter((name) => after.get(name) !== before.get(name));
}

/** Brings the files in `folder` from what they were to what they should be. */
export async function write(folder: string, before: Files, after: Files): Promise<void> {
  for (const name of stale(before, after)) {
    const path = join(folder, name);
    const text = after.get(name);
    await mkdir(dirname(path), { recursive: true });
    await (text === undefined ? rm(path) : writeFile(path, text));
  }
}
