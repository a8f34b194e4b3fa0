import { runArguments, splitArguments } from '../../api/arguments/index.ts';
import type { ConfigMap, ObjectMeta } from '../../api/kubernetes.ts';
import { appLabel, labels } from '../../api/labels.ts';
import { apiVersion, type Run } from '../../api/run.ts';
import type { RunSpec } from '../../api/spec.ts';
import type { Layout } from '../script/layout.ts';
import { withVariables } from './environment.ts';

/** A run that is not in the cluster yet. */
export type Draft = Omit<Run, 'metadata' | 'status'> & { metadata: ObjectMeta & { name: string; namespace: string } };

/** What the flags of `kubectl k6 run` say of the run. */
export interface RunChanges {
  parallelism?: number | undefined;
  image?: string | undefined;
  variables: Readonly<Record<string, string>>;
  /** More arguments of `k6 run`, word for word. */
  words: readonly string[];
  cleanup?: 'post' | undefined;
}

/** Who made a ConfigMap, so that it can be told from a user's own of the same name. */
export const clientName = 'kubectl-k6';

/** A run that a script needs, without the script. */
export function emptyDraft(): { kind: 'K6'; spec: Partial<RunSpec> } {
  return { kind: 'K6', spec: {} };
}

/**
 * A run from a manifest (or an empty one) with what the flags change.
 * @throws ArgumentError where a quote in the manifest's arguments stays open
 */
export function draftOf(
  base: { kind: Run['kind']; metadata?: ObjectMeta; spec: Partial<RunSpec> }, place: { name: string; namespace: string }, layout: Layout | undefined, changes: RunChanges,
): Draft {
  const metadata = { ...base.metadata, ...place };
  delete metadata.generateName;
  return {
    apiVersion,
    kind: base.kind,
    metadata,
    spec: { ...withScript(withFlags(base.spec, changes), layout) } as RunSpec,
  };
}

function withFlags(spec: Partial<RunSpec>, { parallelism, image, variables, words, cleanup }: RunChanges): Partial<RunSpec> {
  const hasVariables = Object.keys(variables).length > 0;
  const runner = {
    ...spec.runner,
    ...(image !== undefined && { image }),
    ...(hasVariables && { env: withVariables(spec.runner?.env ?? [], variables) }),
  };
  return {
    ...withWords(spec, words),
    ...(parallelism !== undefined && { parallelism }),
    ...(Object.keys(runner).length > 0 && { runner }),
    ...(cleanup !== undefined && { cleanup }),
  };
}

/** As the exact argv: nothing in it needs quotes. The last one of a flag counts for k6, so the user's own stand behind the manifest's. */
function withWords(spec: Partial<RunSpec>, words: readonly string[]): Partial<RunSpec> {
  if (words.length === 0) return spec;
  const changed = { ...spec, args: [...runArguments(spec), ...words] };
  delete changed.arguments;
  return changed;
}

function withScript(spec: Partial<RunSpec>, layout: Layout | undefined): Partial<RunSpec> {
  if (layout === undefined) return spec;
  const { script, volumes, volumeMounts } = layout;
  if (volumes.length === 0) return { ...spec, script };
  const { runner = {} } = spec;
  return {
    ...spec,
    script,
    runner: { ...runner, volumes: [...(runner.volumes ?? []), ...volumes], volumeMounts: [...(runner.volumeMounts ?? []), ...volumeMounts] },
  };
}

/** The ConfigMap that `layout` is for. */
export function scriptConfigMap({ metadata: { name: run, namespace } }: Draft, { name, data: { data, binaryData } }: Layout): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { [labels.app]: appLabel, [labels.run]: run, [labels.managedBy]: clientName } },
    ...(Object.keys(data).length > 0 && { data }),
    ...(Object.keys(binaryData).length > 0 && { binaryData }),
  };
}

/**
 * The words that `--args`, `--vus`, `--duration` and what stands after `--` add to k6's arguments.
 * @throws ArgumentError where a quote stays open
 */
export function extraWords({ args, vus, duration, rest }: { args?: string | undefined; vus?: number | undefined; duration?: string | undefined; rest: readonly string[] }): string[] {
  return [
    ...splitArguments(args ?? ''),
    ...(vus === undefined ? [] : ['--vus', String(vus)]),
    ...(duration === undefined ? [] : ['--duration', duration]),
    ...rest,
  ];
}
