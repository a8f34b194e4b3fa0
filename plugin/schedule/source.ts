import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { exitCodes, Failure } from '../errors/failure.ts';

/** What a `-f` of `path` names; `-` is the standard input. Throws Failure (usage) where there is no such file. */
export async function readSource(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder; name the file with the run' : code;
    throw new Failure(`${path}: ${why}`, { exitCode: exitCodes.usage, cause: error });
  }
}

/** Writes the files into `folder`, which is made when it is missing; says their paths. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths = Object.entries(files).map(([name, content]) => ({ path: join(folder, name), content }));
  await Promise.all(paths.map(({ path, content }) => writeFile(path, content)));
  return paths.map(({ path }) => path);
}
