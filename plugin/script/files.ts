import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalFile, ReadFile } from './follow.ts';
import { checkFileSize } from './size.ts';

/**
 * Reads a file of the laptop.
 * @throws Failure (usage) for one that is bigger than what a ConfigMap holds
 */
export const readLocalFile: ReadFile = async (path) => {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { fault: 'is a folder' };
    // /dev/stdin on a terminal, or /dev/zero: reading might never end. A pipe, as a shell's <(…) is one, may be read.
    if (!found.isFile() && !found.isFIFO()) return { fault: 'is no file' };
    checkFileSize(path, found.size);
    return { content: await readFile(path) };
  } catch (error) {
    return { fault: faultOf(error) };
  }
};

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/**
 * Every file in a folder and its folders; hidden ones and `node_modules` are left out, as no script opens them.
 * A link to a folder that it is in is passed over: it has nothing new, and no end.
 * @param above real paths of the folders that it is in
 */
export async function listFiles(folder: string, above: readonly string[] = []): Promise<string[]> {
  const real = await realpath(folder);
  if (above.includes(real)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const shown = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules').toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const lists = await Promise.all(shown.map(async ({ name }) => {
    const path = join(folder, name);
    return await isFolder(path) ? listFiles(path, [...above, real]) : [path];
  }));
  return lists.flat();
}

/** Files that are read whether a script asks for them or not. */
export async function readAll(paths: readonly string[], read: ReadFile): Promise<{ files: LocalFile[]; faults: string[] }> {
  const [files, faults]: [LocalFile[], string[]] = [[], []];
  for (const path of paths) {
    const answer = await read(path);
    if ('fault' in answer) faults.push(`${path} ${answer.fault}`);
    else files.push({ path, content: answer.content });
  }
  return { files, faults };
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist', ENOTDIR: 'does not exist', EACCES: 'may not be read', EISDIR: 'is a folder', ELOOP: 'is a symbolic link in a circle',
};

function faultOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === '') throw error;
  return words[code] ?? message;
}
