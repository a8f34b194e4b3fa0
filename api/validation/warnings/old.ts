import { isObject, objectOr, sameJson } from '../../json.ts';
import { isMissing } from '../checks.ts';
import { type Context, podBlocks } from './context.ts';

/** Spellings of earlier years that today's field contradicts; where it does not, the defaults have moved them there. */
export function ignoredImage({ spec }: Context): string[] {
  const { image } = objectOr(spec.runner);
  if (isMissing(spec.image) || isMissing(image) || image === spec.image) return [];
  return ['spec.image is ignored, since spec.runner.image is set: remove one'];
}

export function ignoredNodeSelector({ spec }: Context): string[] {
  return podBlocks.flatMap((block) => {
    const { nodeselector, nodeSelector } = objectOr(spec[block]);
    if (isMissing(nodeselector) || isMissing(nodeSelector) || sameJson(nodeselector, nodeSelector)) return [];
    return [`spec.${block}.nodeselector is ignored, since spec.${block}.nodeSelector is set: remove one`];
  });
}

export function ignoredLogging({ spec: { scuttle } }: Context): string[] {
  if (!isObject(scuttle) || typeof scuttle.scuttleLogging !== 'boolean' || scuttle.disableLogging !== scuttle.scuttleLogging) return [];
  return ['spec.scuttle.scuttleLogging is ignored, since spec.scuttle.disableLogging is set: remove one'];
}

export function cloudFields({ spec }: Context): string[] {
  return (['testRunId', 'token'] as const).flatMap((field) => (
    isMissing(spec[field]) || spec[field] === '' ? [] : [`spec.${field} belongs to a commercial cloud and has no effect here`]
  ));
}
