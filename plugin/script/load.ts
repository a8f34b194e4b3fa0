import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { exitCodes, Failure } from '../errors/failure.ts';
import { isArchive } from './archive.ts';
import { isFolder, listFiles, readAll, readLocalFile } from './files.ts';
import { followScript, type Followed, type LocalFile, type Missing, type ReadFile } from './follow.ts';
import { checkSize } from './size.ts';

/** A script with all files that go to the cluster with it. */
export interface LoadedScript {
  /** Absolute path of the script or archive. */
  entry: string;
  files: LocalFile[];
  /** What the user may want to know: sentences. */
  notes: string[];
}

export interface LoadOptions {
  /** Relative paths are relative to it. */
  cwd: string;
  /** What `__ENV` will have. */
  env: Readonly<Record<string, string>>;
  /** Files and folders that go along whether or not the script seems to ask for them. */
  include: readonly string[];
  /** All of stdin, for the script `-`. */
  stdin: () => Promise<Buffer>;
}

/** The script of a folder, by its name; the first that is there. */
const entryNames = ['test', 'main', 'script', 'index'].flatMap((stem) => [`${stem}.js`, `${stem}.ts`]);

/**
 * Reads what `kubectl k6 run` is given: a script with all that it imports and opens, a folder with all that is in it, an archive of `k6 archive`,
 * or a script from stdin (`-`), whose imports are relative to the current folder.
 * @throws Failure (usage) where a file is missing, with the line that asks for it, or where they are too much for a ConfigMap
 */
export async function loadScript(given: string, options: LoadOptions): Promise<LoadedScript> {
  const { cwd, env } = options;
  const { entry, read: fromDisk, more } = await entryOf(given, options);
  const script = await fromDisk(entry);
  // A pipe, such as a shell's <(…), can be read only once.
  const read: ReadFile = (path) => (path === entry ? Promise.resolve(script) : fromDisk(path));
  if ('fault' in script) throw usage(`${given} ${script.fault}`, 'give a script, a folder, an archive of k6, or - for stdin');
  const archive = isArchive(given, script.content);
  const followed: Followed = archive ? { files: [{ path: entry, content: script.content }], missing: [], notes: [] } : await followScript(entry, env, read);
  if (followed.missing.length > 0) throw missingFiles(followed.missing, cwd);
  const included = await readAll(await expand([...more, ...options.include.map((path) => resolve(cwd, path))]), read);
  if (included.faults.length > 0) throw usage(included.faults.join('; '));
  const files = [...new Map([...followed.files, ...included.files].map((file) => [file.path, file])).values()];
  checkSize(files, cwd);
  return { entry, files, notes: followed.notes.map((note) => (note.startsWith(`${cwd}/`) ? note.slice(cwd.length + 1) : note)) };
}

interface Entry {
  entry: string;
  read: ReadFile;
  /** Files and folders that go along. */
  more: string[];
}

async function entryOf(given: string, { cwd, stdin }: LoadOptions): Promise<Entry> {
  if (given === '-') {
    const [entry, content] = [join(cwd, 'stdin.js'), await stdin()];
    return { entry, read: (path) => (path === entry ? Promise.resolve({ content }) : readLocalFile(path)), more: [] };
  }
  const path = resolve(cwd, given);
  if (await isFolder(path)) return { entry: await scriptOf(path, given), read: readLocalFile, more: [path] };
  return { entry: path, read: readLocalFile, more: [] };
}

async function scriptOf(folder: string, given: string): Promise<string> {
  const files = (await listFiles(folder)).filter((path) => dirname(path) === folder).map((path) => basename(path));
  const known = entryNames.filter((name) => files.includes(name));
  const scripts = files.filter((name) => ['.js', '.ts'].includes(extname(name)));
  const [name, other] = known.length > 0 ? known : scripts;
  if (name === undefined) throw usage(`${given} has no script`, 'give the script itself, and its folder with --include');
  if (other !== undefined) {
    throw usage(`${given} has more than one script: ${known.length > 0 ? known.join(', ') : scripts.join(', ')}`, `write: ${join(given, name)} --include ${given}`);
  }
  return join(folder, name);
}

async function expand(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(paths.map(async (path) => (await isFolder(path) ? listFiles(path) : [path])));
  return lists.flat();
}

function missingFiles(missing: readonly Missing[], cwd: string): Failure {
  const shown = (path: string): string => {
    const short = relative(cwd, path);
    return short.startsWith('..') ? path : short;
  };
  const lines = missing.map(({ from, line, specifier, tried }) => (
    `${shown(from)}:${line} asks for "${specifier}", and ${tried.map(({ path, fault }) => `${shown(path)} ${fault}`).join(', ')}`
  ));
  return usage(lines.join('; '), 'a path is taken as it is written: k6 adds no extension and no index file');
}

function usage(message: string, hint?: string): Failure {
  return new Failure(message, { exitCode: exitCodes.usage, hint });
}
