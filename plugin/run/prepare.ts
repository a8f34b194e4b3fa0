import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { admitted, advice, refusalMessage, refusals } from '../../api/admission/index.ts';
import { ArgumentError } from '../../api/arguments/index.ts';
import type { ConfigMap } from '../../api/kubernetes.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { type Draft, draftOf, emptyDraft, extraWords, scriptConfigMap } from './draft.ts';
import { parseEnvironment } from './environment.ts';
import type { ManifestRun } from './manifest.ts';
import { generated, nameFor, scriptName } from './names.ts';
import type { Layout } from '../script/layout.ts';
import type { LoadedScript, LoadOptions } from '../script/load.ts';

/** What `kubectl k6 run` and `render` are given. */
export interface RunRequest {
  /** Script, folder, archive or `-`. */
  script?: string | undefined;
  /** A manifest, or `-`. */
  file?: string | undefined;
  name?: string | undefined;
  /** The ConfigMap that the script goes to; default: named after the run. */
  configMap?: string | undefined;
  /** As the user says it; it must not contradict the manifest's. */
  namespace?: string | undefined;
  /** Where neither the user nor the manifest says anything. */
  contextNamespace: string;
  parallelism?: number | undefined;
  image?: string | undefined;
  env?: readonly string[] | undefined;
  include?: readonly string[] | undefined;
  args?: string | undefined;
  vus?: number | undefined;
  duration?: string | undefined;
  /** What stands after `--`. */
  rest: readonly string[];
  cleanup?: 'post' | undefined;
}

/** Where the request was made. */
export interface Surroundings {
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  stdin: () => Promise<Buffer>;
  /** In [0, 1). */
  random: () => number;
}

/** What is to be created. */
export interface Prepared {
  run: Draft;
  configMap?: ConfigMap;
  /** How many files the ConfigMap is made of. */
  files: number;
  /** What the user may want to know: sentences. */
  notes: string[];
}

type Base = Pick<ManifestRun, 'kind' | 'spec'> & Partial<ManifestRun>;

/** What a site allows, its webhook alone knows. */
const policy = { limits: { maxParallelism: Number.MAX_SAFE_INTEGER }, images: { runner: 'k6' } };

/**
 * Reads script and manifest and makes of them what is to be created; no cluster is asked.
 * @throws Failure (usage) where a file is missing or too big, or the run would be refused
 */
export async function prepare(request: RunRequest, surroundings: Surroundings): Promise<Prepared> {
  checkSources(request);
  const variables = parseEnvironment(request.env ?? [], surroundings.environment);
  const base = request.file === undefined ? emptyDraft() : await readManifest(request.file, surroundings);
  const loaded = request.script === undefined ? undefined : await load(request.script, { ...surroundings, env: variables, include: request.include ?? [] });
  const place = { name: nameOf(request, base, surroundings, loaded?.script.entry), namespace: namespaceOf(request, base) };
  const layout = loaded?.layout(configMapName(request, place.name));
  const run = legal(() => draftOf(base, place, layout, { ...request, variables, words: extraWords(request) }));
  check(run, request.file);
  const { files, notes } = loaded?.script ?? { files: [], notes: [] };
  return { run, ...(layout && { configMap: scriptConfigMap(run, layout) }), files: files.length, notes };
}

function configMapName({ configMap }: RunRequest, run: string): string {
  return configMap ?? scriptName(run);
}

function checkSources({ script, file, name, include }: RunRequest): void {
  // What a shell makes of a variable that is not set; as a path it would be the current folder.
  for (const [what, value] of Object.entries({ 'the path of the script': script, '-f': file, '--name': name, '--include': include })) {
    if (value === '' || (Array.isArray(value) && value.includes(''))) throw usage(`${what} is empty`, 'is a variable of the shell not set?');
  }
  if (script === undefined && file === undefined) throw usage('there is nothing to run', 'give a script, a folder or an archive, or a manifest with -f');
  if (script === '-' && file === '-') throw usage('stdin cannot be both the script and the manifest');
}

/** What admission would say of `run` that is no fault. Without the defaults: of the site's images the user is not the master. */
export function adviceFor(run: Draft): string[] {
  return advice({ object: run }, {});
}

function check(run: Draft, file: string | undefined): void {
  const findings = refusals({ object: admitted({ object: run }, policy.images) }, policy);
  if (findings.length > 0) throw usage(refusalMessage(findings).replaceAll(/ \(FieldValue\w+\)$/gm, ''), file === undefined ? undefined : `kubectl k6 validate ${file} finds the lines`);
}

function nameOf(request: RunRequest, base: Base, { cwd, random }: Surroundings, entry: string | undefined): string {
  const { name, generateName } = base.metadata ?? {};
  const parallelism = request.parallelism ?? base.spec.parallelism ?? 1;
  const given = request.name ?? name;
  if (given !== undefined) return given;
  if (generateName !== undefined) return generated(generateName, parallelism, random);
  return nameFor(request.script === '-' || entry === undefined ? cwd : entry, parallelism, random);
}

function namespaceOf({ namespace, contextNamespace }: RunRequest, { metadata }: Base): string {
  const own = metadata?.namespace;
  if (own !== undefined && namespace !== undefined && own !== namespace) throw usage(`the manifest is for namespace ${own}, and -n says ${namespace}`, 'leave -n out, or metadata.namespace');
  return namespace ?? own ?? contextNamespace;
}

async function readManifest(file: string, { cwd, stdin }: Surroundings): Promise<ManifestRun> {
  const text = file === '-' ? (await stdin()).toString('utf8') : await readFile(resolve(cwd, file), 'utf8').catch((error: unknown) => {
    throw usage(`${file}: ${faults[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message}`);
  });
  const { readRunManifest } = await import('./manifest.ts');
  return readRunManifest(text, file === '-' ? 'stdin' : file);
}

const faults: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder, and a manifest is one file' };

interface Loaded {
  script: LoadedScript;
  /** @param name of the ConfigMap */
  layout: (name: string) => Layout;
}

/** The parser is loaded here, where there is a script to be parsed. */
async function load(given: string, options: LoadOptions): Promise<Loaded> {
  const [{ loadScript }, { layOut }] = await Promise.all([import('../script/load.ts'), import('../script/layout.ts')]);
  const script = await loadScript(given, options);
  return { script, layout: (name) => layOut(script.files, script.entry, name) };
}

function legal<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ArgumentError) throw usage(error.message);
    throw error;
  }
}

function usage(message: string, hint?: string): Failure {
  return new Failure(message, { exitCode: exitCodes.usage, hint });
}
