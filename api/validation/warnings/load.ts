import { findOutputs, findRps, findVus, hasFlag } from '../../arguments/index.ts';
import { arrayOr, objectOr } from '../../json.ts';
import { plain } from '../finding.ts';
import type { Context } from './context.ts';

/** Outputs that write a file of their own. */
const fileOutput = /^(?:json|csv)=(?:file=)?(\/?[^,]+)/u;
/** Nobody means more outputs than these; each is held against every mount. */
const mostOutputs = 16;

export function moreRunnersThanVus({ argv, runners }: Context): string[] {
  const vus = findVus(argv);
  if (vus === undefined || runners <= vus) return [];
  return [`spec.parallelism is ${runners}, but the arguments ask for ${vus} VUs: some runners would have none`];
}

export function scatteredStart({ spec, runners }: Context): string[] {
  if (runners <= 1 || !['false', 'False', 'FALSE', 'f', 'F', '0'].some((no) => spec.paused === no)) return [];
  return [`spec.paused is off: each of the ${runners} runners begins when its own pod is up, and not together with the others`];
}

/** Without an initializer nobody knows the thresholds before the test, so they stay with the runners. */
export function perRunnerThresholds({ spec, argv, runners }: Context): string[] {
  if (runners <= 1 || objectOr(spec.initializer).disabled !== true || hasFlag(argv, 'no-thresholds')) return [];
  return [`without an initializer each of the ${runners} runners judges the script's thresholds by its own share of the samples`];
}

export function perRunnerRps({ argv, runners }: Context): string[] {
  const rps = findRps(argv);
  if (rps === undefined || runners <= 1) return [];
  return [`--rps ${rps} holds for each runner: ${runners} runners make up to ${rps * runners} requests per second`];
}

export function ignoredArguments({ spec: { args, arguments: line } }: Context): string[] {
  const both = arrayOr(args).length > 0 && typeof line === 'string' && line.trim() !== '';
  return both ? ['spec.arguments is ignored, since spec.args is set: remove one'] : [];
}

export function fileOutputs({ spec, argv }: Context): string[] {
  const mounts = arrayOr(objectOr(spec.runner).volumeMounts).map((mount) => objectOr(mount).mountPath);
  return findOutputs(argv).slice(0, mostOutputs).flatMap((output) => {
    const file = fileOutput.exec(output)?.[1];
    if (file === undefined || mounts.some((mount) => typeof mount === 'string' && isBelow(file, mount))) return [];
    return [`--out ${plain(output)} is lost with the pod, and may fill its node's disk: mount a volume there`];
  });
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
