import { ArgumentError, runArguments } from '../arguments/index.ts';
import { isObject, type JsonObject, own } from '../json.ts';
import { maxArgumentsLength } from './arguments.ts';
import { type Context, type Seen, type Warn } from './warnings/context.ts';
import { fileOutputs, ignoredArguments, moreRunnersThanVus, perRunnerRps, perRunnerThresholds, scatteredStart } from './warnings/load.ts';
import { cloudFields, ignoredImage, ignoredLogging, ignoredNodeSelector } from './warnings/old.ts';
import { cpuLimit, livenessProbe, milliBytes, movingImages, overwrittenLabels, separateNodes } from './warnings/pods.ts';

const warnings: readonly Warn[] = [
  moreRunnersThanVus, scatteredStart, perRunnerThresholds, perRunnerRps, ignoredArguments, fileOutputs,
  movingImages, cpuLimit, milliBytes, livenessProbe, separateNodes, overwrittenLabels,
  ignoredImage, ignoredNodeSelector, ignoredLogging, cloudFields,
];

/** What is legal in a run yet hardly meant, as far as the spec tells. Meant for a run that `validateRun` found no fault in; takes any JSON. */
export function warnRun(run: unknown, seen: Seen = {}): string[] {
  const spec = isObject(run) ? own(run, 'spec') : undefined;
  if (!isObject(spec)) return [];
  const context: Context = { spec, argv: argumentsOf(spec), runners: runnersOf(spec), seen };
  return warnings.flatMap((warn) => warn(context));
}

function argumentsOf({ args, arguments: line }: JsonObject): string[] {
  const words = Array.isArray(args) ? args.filter((word) => typeof word === 'string') : [];
  if (typeof line === 'string' && line.length > maxArgumentsLength) return [];
  try {
    return runArguments({ args: words, arguments: typeof line === 'string' ? line : '' });
  } catch (error) {
    if (error instanceof ArgumentError) return [];
    throw error;
  }
}

function runnersOf({ parallelism }: JsonObject): number {
  return typeof parallelism === 'number' ? parallelism : 1;
}
