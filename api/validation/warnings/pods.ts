import { type JsonObject, objectOr } from '../../json.ts';
import { appLabel, labels } from '../../labels.ts';
import { isMissing } from '../checks.ts';
import { plain } from '../finding.ts';
import { isMoving } from '../image.ts';
import { quantityValue } from '../quantity.ts';
import { type Context, podBlocks } from './context.ts';

export function movingImages({ spec }: Context): string[] {
  const images = [['spec.image', spec.image] as const, ...podBlocks.map((block) => [`spec.${block}.image`, objectOr(spec[block]).image] as const)];
  return images.flatMap(([path, image]) => (
    typeof image === 'string' && image !== '' && isMoving(image) ? [`${path} ${plain(image)} may be another image tomorrow: pin a version`] : []
  ));
}

export function cpuLimit({ spec }: Context): string[] {
  if (isMissing(objectOr(objectOr(objectOr(spec.runner).resources).limits).cpu)) return [];
  return ['spec.runner.resources.limits.cpu throttles k6, which distorts the load and the common start: set a request instead'];
}

/** `m` means thousandths: a memory of 1000m is one byte. */
export function milliBytes({ spec }: Context): string[] {
  return podBlocks.flatMap((block) => ['limits', 'requests'].flatMap((kind) => {
    const amount = objectOr(objectOr(objectOr(spec[block]).resources)[kind]).memory;
    const bytes = quantityValue(amount);
    if (typeof amount !== 'string' || !amount.endsWith('m') || bytes === undefined) return [];
    return [`spec.${block}.resources.${kind}.memory ${amount} is ${bytes} bytes: ${amount.slice(0, -1)}Mi is probably meant`];
  }));
}

/** k6 answers late when it makes all the load that it can, which is what it is there for. */
export function livenessProbe({ spec }: Context): string[] {
  if (isMissing(objectOr(spec.runner).livenessProbe)) return [];
  return ['spec.runner.livenessProbe may kill a runner that is busy, which fails the run: leave it out'];
}

export function separateNodes({ spec, runners, seen: { nodes } }: Context): string[] {
  if (spec.separate !== true || nodes === undefined || runners <= nodes) return [];
  return [`spec.separate wants a node for each of the ${runners} runners, and there are ${nodes}: the run would not start`];
}

export function overwrittenLabels({ spec }: Context): string[] {
  const own: Readonly<JsonObject> = { [labels.app]: appLabel, [labels.run]: undefined, [labels.runner]: undefined, [labels.runnerIndex]: undefined, [labels.role]: undefined };
  return podBlocks.flatMap((block) => Object.entries(objectOr(objectOr(objectOr(spec[block]).metadata).labels)).flatMap(([key, value]) => (
    Object.hasOwn(own, key) && own[key] !== value ? [`spec.${block}.metadata.labels: ${key} is overwritten by the operator`] : []
  )));
}
