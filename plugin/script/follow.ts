import { dirname, extname, isAbsolute, resolve } from 'node:path';
import { protoImports } from './protobuf.ts';
import { findReferences, type Reference } from './references.ts';

/** A file of the laptop, by its absolute path. */
export interface LocalFile {
  path: string;
  content: Buffer;
}

/** What a file asks for and is not there. */
export interface Missing {
  /** Absolute path of the file that asks. */
  from: string;
  /** 1-based. */
  line: number;
  specifier: string;
  /** Absolute paths of where it was looked for, and what is wrong with each. */
  tried: { path: string; fault: string }[];
}

export interface Followed {
  /** In the order they were met, the script itself first. */
  files: LocalFile[];
  missing: Missing[];
  /** What the user may want to know of files that were not followed: sentences. */
  notes: string[];
}

/** The bytes of a file, or what is wrong with it, such as `there is no such file`. A symbolic link is what it points to. */
export type ReadFile = (path: string) => Promise<{ content: Buffer } | { fault: string }>;

const scripts = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx', '']);
const typescripts = new Set(['.ts', '.mts', '.cts']);

/** A file to be read, as what, and who asked for it. */
interface Wanted {
  reference: Reference;
  /** Absolute; the first that exists is meant. Empty for the script itself. */
  candidates: string[];
  /** Of a proto: absolute, in order. */
  folders: string[];
  from?: string;
}

/**
 * Reads a script and every local file that it needs, directly or through others. Paths are followed as they are written, and not through
 * symbolic links, as k6 does it. Modules of k6 itself, `https://` and absolute paths are left to the runner.
 * @param entry absolute path of the script
 */
export async function followScript(entry: string, env: Readonly<Record<string, string>>, read: ReadFile): Promise<Followed> {
  return new Follower(entry, env, read).run();
}

class Follower {
  readonly #entry: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #read: ReadFile;
  readonly #files = new Map<string, LocalFile>();
  readonly #missing: Missing[] = [];
  readonly #notes = new Set<string>();
  readonly #looked = new Set<string>();
  readonly #queue: Wanted[] = [];

  constructor(entry: string, env: Readonly<Record<string, string>>, read: ReadFile) {
    this.#entry = entry;
    this.#env = env;
    this.#read = read;
  }

  async run(): Promise<Followed> {
    const reference: Reference = { form: 'module', specifier: this.#entry, folders: [], line: 0, optional: false };
    this.#queue.push({ reference, candidates: [this.#entry], folders: [] });
    for (let wanted = this.#queue.shift(); wanted !== undefined; wanted = this.#queue.shift()) await this.#take(wanted);
    return { files: [...this.#files.values()], missing: this.#missing, notes: [...this.#notes] };
  }

  /**
   * All candidates that exist are taken: which of them k6 means, its version and the moment of the call decide
   * (`open()` is relative to the module today only while that is loaded).
   */
  async #take(wanted: Wanted): Promise<void> {
    const tried: Missing['tried'] = [];
    for (const path of wanted.candidates) {
      const fault = await this.#takeFile(path, wanted);
      if (fault !== undefined) tried.push({ path, fault });
    }
    const { reference: { optional, line, specifier }, from = this.#entry } = wanted;
    if (tried.length === wanted.candidates.length && !optional) this.#missing.push({ from, line, specifier, tried });
  }

  async #takeFile(path: string, { reference: { form }, folders }: Wanted): Promise<string | undefined> {
    let file = this.#files.get(path);
    if (file === undefined) {
      const answer = await this.#read(path);
      if ('fault' in answer) return answer.fault;
      file = { path, content: answer.content };
      this.#files.set(path, file);
    }
    if (!this.#looked.has(`${form} ${path}`)) this.#lookInto(file, form, folders);
    this.#looked.add(`${form} ${path}`);
    return undefined;
  }

  #lookInto({ path, content }: LocalFile, form: Reference['form'], folders: string[]): void {
    if (form === 'proto') this.#lookIntoProto(path, content, folders);
    const extension = extname(path).toLowerCase();
    if (form !== 'module' || !scripts.has(extension)) return;
    const { found, undecided, fault } = findReferences(content.toString('utf8'), { typescript: typescripts.has(extension), env: this.#env });
    if (fault) this.#notes.add(`${path}:${fault.line}: ${fault.message}; the files that it needs cannot be found out`);
    for (const line of undecided) this.#notes.add(`${path}:${line}: which file is meant shows only when the script runs; add it with --include`);
    for (const reference of found) this.#ask(path, reference);
  }

  #lookIntoProto(path: string, content: Buffer, folders: string[]): void {
    for (const { specifier, line } of protoImports(content.toString('utf8'))) {
      const reference: Reference = { form: 'proto', specifier, folders: [], line, optional: false };
      this.#queue.push({ reference, candidates: folders.map((folder) => resolve(folder, specifier)), folders, from: path });
    }
  }

  #ask(from: string, reference: Reference): void {
    const { form, specifier, line } = reference;
    if (form === 'module' && !isPath(specifier)) return;
    if (isAbsolute(specifier) || specifier.startsWith('file:')) {
      this.#notes.add(`${from}:${line}: ${specifier} is an absolute path, so it is looked for in the runner's image and volumes`);
      return;
    }
    const bases = form === 'module' ? [dirname(from)] : [...new Set([dirname(from), dirname(this.#entry)])];
    const folders = form === 'proto' ? foldersOf(reference, bases) : bases;
    this.#queue.push({ reference, candidates: folders.map((folder) => resolve(folder, specifier)), folders, from });
  }
}

function foldersOf({ folders }: Reference, bases: string[]): string[] {
  return bases.flatMap((base) => (folders.length === 0 ? [base] : folders.map((folder) => resolve(base, folder))));
}

/** Everything else is k6's own (`k6/http`), remote (`https://…`), or what k6 itself will have words about. */
function isPath(specifier: string): boolean {
  return /^(?:\.{1,2}(?:\/|$)|\/|file:)/u.test(specifier);
}
