import { stringify } from 'yaml';
import { adviceFor, prepare, type Prepared, type RunRequest, type Surroundings } from '../run/prepare.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { scheduleNames } from './names.ts';
import { scheduleLabels } from './options.ts';

/** What is to be scheduled, and what the user may want to know of it: lines. */
export type Wanted = Manifest & { notes: string[] };

/** What the user asks for; the run's name is the manifest's, or the schedule's. */
export type WantedRequest = Omit<RunRequest, 'name' | 'configMap' | 'cleanup'>;

/**
 * The run of a manifest as the user wrote it. With a script, or with flags that change the run: what `kubectl k6 run` makes of the same.
 * @param schedule its name, where the user gave one
 * @throws Failure (usage) where there is no such file, or the run would be refused
 */
export async function readWanted(request: WantedRequest, schedule: string | undefined, surroundings: Surroundings): Promise<Wanted> {
  const { file } = request;
  if (file !== undefined && !changesRun(request)) {
    const { readSource } = await import('./source.ts');
    return { ...readManifest(await readSource(file), file), notes: [] };
  }
  const names = schedule === undefined ? {} : { configMap: scheduleNames(schedule).script, ...(file === undefined && { name: schedule }) };
  const prepared = await prepare({ ...request, ...names }, { ...surroundings, random: noName });
  return { ...manifestOf(prepared, schedule ?? ''), notes: notesOf(prepared) };
}

function changesRun({ script, parallelism, image, env, include, args, vus, duration, rest }: WantedRequest): boolean {
  return rest.length > 0 || [script, parallelism, image, env, include, args, vus, duration].some((given) => given !== undefined);
}

/** Asked only where neither the user nor the manifest names the run. */
function noName(): number {
  throw new Failure('the run has no metadata.name, and each scheduled run has the same', { exitCode: exitCodes.usage });
}

function manifestOf({ run, configMap }: Prepared, schedule: string): Manifest {
  const { namespace, ...metadata } = run.metadata;
  return {
    // The namespace is the schedule's: a kustomization may move both.
    run: { kind: run.kind, name: metadata.name, namespace, text: stringify({ ...run, metadata }, { lineWidth: 0, aliasDuplicateObjects: false }) },
    configMaps: configMap === undefined ? [] : [{ ...configMap, metadata: { ...configMap.metadata, labels: scheduleLabels(schedule) } }],
  };
}

function notesOf({ run, notes }: Prepared): string[] {
  return [...notes.map((note) => `note: ${note}`), ...adviceFor(run).map((warning) => `Warning: ${warning}`)];
}
