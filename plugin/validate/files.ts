import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { exitCodes, Failure } from '../errors/failure.ts';

export interface SourceFile {
  /** As the user would name it. */
  name: string;
  text: string;
}

/**
 * What `names` name: files, folders (their .yaml, .yml and .json files, below them too with `recursive`), and `-` for stdin.
 * @throws Failure (not found) for a file that cannot be read
 */
export async function readSources(names: readonly string[], recursive: boolean): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const name of names) {
    if (name === '-') files.push({ name: '(stdin)', text: await text(process.stdin) });
    else for (const file of filesOf(name, recursive)) files.push({ name: file, text: read(file, () => readFileSync(file, 'utf8')) });
  }
  return files;
}

function filesOf(name: string, recursive: boolean): string[] {
  if (!read(name, () => statSync(name)).isDirectory()) return [name];
  return readdirSync(name, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name)).flatMap((entry) => {
    const path = join(name, entry.name);
    if (entry.isDirectory()) return recursive ? filesOf(path, true) : [];
    return /\.(?:ya?ml|json)$/i.test(entry.name) ? [path] : [];
  });
}

function read<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Failure(missing ? `there is no file ${name}` : `${name} cannot be read: ${(error as Error).message}`, { exitCode: exitCodes.notFound, cause: error });
  }
}
