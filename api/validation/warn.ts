import { ArgumentError, findOutputs, findRps, findVus, hasFlag, runArguments } from '../arguments/index.ts';
import { arrayOr, type JsonObject, objectOr } from '../json.ts';
import { appLabel, labels } from '../labels.ts';
import type { Run } from '../run.ts';
import type { RunSpec } from '../spec.ts';
import { isMoving } from './image.ts';
import { quantityValue } from './quantity.ts';

/** What the caller knows besides the run itself. */
export interface Seen {
  /** How many nodes runners can be scheduled on. */
  nodes?: number;
}

type Warn = (spec: RunSpec, argv: string[], seen: Seen) => string[];

const podBlocks = ['runner', 'starter', 'initializer'] as const;
/** Outputs that write a file of their own. */
const fileOutput = /^(?:json|csv)=(?:file=)?(\/?[^,]+)/u;

const warnings: readonly Warn[] = [
  moreRunnersThanVus, perRunnerThresholds, perRunnerRps, movingImages, cpuLimit, milliBytes, separateNodes, fileOutputs,
  ignoredImage, ownLabels, cloudFields,
];

/** What is legal in a run yet hardly meant, as far as the spec tells. `run` is one that `validateRun` found no fault in. */
export function warnRun(run: Run, seen: Seen = {}): string[] {
  const argv = argumentsOf(run.spec);
  return warnings.flatMap((warn) => warn(run.spec, argv, seen));
}

function argumentsOf(spec: RunSpec): string[] {
  try {
    return runArguments(spec);
  } catch (error) {
    if (error instanceof ArgumentError) return [];
    throw error;
  }
}

function runnersOf(spec: RunSpec): number {
  return spec.parallelism ?? 1;
}

function moreRunnersThanVus(spec: RunSpec, argv: string[]): string[] {
  const vus = findVus(argv);
  const runners = runnersOf(spec);
  if (vus === undefined || runners <= vus) return [];
  return [`spec.parallelism is ${runners}, but the arguments ask for ${vus} VUs: some runners would have none`];
}

function perRunnerThresholds(spec: RunSpec, argv: string[]): string[] {
  if (runnersOf(spec) === 1 || hasFlag(argv, 'no-thresholds')) return [];
  return [`if the script has thresholds, each of the ${runnersOf(spec)} runners judges them by its own share of the samples`];
}

function perRunnerRps(spec: RunSpec, argv: string[]): string[] {
  const rps = findRps(argv);
  const runners = runnersOf(spec);
  if (rps === undefined || runners === 1) return [];
  return [`--rps ${rps} holds for each runner: ${runners} runners make up to ${rps * runners} requests per second`];
}

function movingImages(spec: RunSpec): string[] {
  const images = [['spec.image', spec.image] as const, ...podBlocks.map((block) => [`spec.${block}.image`, spec[block]?.image] as const)];
  return images.flatMap(([path, image]) => (
    typeof image === 'string' && image !== '' && isMoving(image) ? [`${path} ${image} may be another image tomorrow: pin a version`] : []
  ));
}

function cpuLimit(spec: RunSpec): string[] {
  const limit = objectOr(objectOr(spec.runner?.resources).limits).cpu;
  if (limit === undefined || limit === null) return [];
  return ['spec.runner.resources.limits.cpu throttles the runners, which distorts both the load and the common start: set a request instead'];
}

/** `m` means thousandths: a memory of 1000m is one byte. */
function milliBytes(spec: RunSpec): string[] {
  return podBlocks.flatMap((block) => ['limits', 'requests'].flatMap((kind) => {
    const amount = objectOr((objectOr(spec[block]?.resources))[kind]).memory;
    const bytes = quantityValue(amount);
    if (typeof amount !== 'string' || !amount.endsWith('m') || bytes === undefined) return [];
    return [`spec.${block}.resources.${kind}.memory ${amount} is ${bytes} bytes: ${amount.slice(0, -1)}Mi is probably meant`];
  }));
}

function separateNodes(spec: RunSpec, _argv: string[], { nodes }: Seen): string[] {
  const runners = runnersOf(spec);
  if (spec.separate !== true || nodes === undefined || runners <= nodes) return [];
  return [`spec.separate wants a node for each of the ${runners} runners, and there are ${nodes}: the run would not start`];
}

function fileOutputs(spec: RunSpec, argv: string[]): string[] {
  const mounts = arrayOr(spec.runner?.volumeMounts).map((mount) => objectOr(mount).mountPath);
  return findOutputs(argv).flatMap((output) => {
    const file = fileOutput.exec(output)?.[1];
    if (file === undefined || mounts.some((mount) => typeof mount === 'string' && isBelow(file, mount))) return [];
    return [`--out ${output} writes into the container's own disk, which is lost with the pod and may fill the node: mount a volume there`];
  });
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function ignoredImage(spec: RunSpec): string[] {
  const image = spec.runner?.image;
  if (spec.image === undefined || image === undefined || image === spec.image) return [];
  return ['spec.image is ignored, since spec.runner.image is set: remove one'];
}

function ownLabels(spec: RunSpec): string[] {
  const own: Readonly<JsonObject> = { [labels.app]: appLabel, [labels.run]: undefined, [labels.runner]: undefined, [labels.runnerIndex]: undefined, [labels.role]: undefined };
  return podBlocks.flatMap((block) => Object.entries(objectOr(spec[block]?.metadata?.labels)).flatMap(([key, value]) => (
    Object.hasOwn(own, key) && own[key] !== value ? [`spec.${block}.metadata.labels: ${key} is overwritten by the operator`] : []
  )));
}

function cloudFields(spec: RunSpec): string[] {
  return (['testRunId', 'token'] as const).flatMap((field) => (
    spec[field] === undefined || spec[field] === '' ? [] : [`spec.${field} belongs to a commercial cloud and has no effect here`]
  ));
}
