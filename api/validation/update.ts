import { isObject, type JsonObject, objectOr } from '../json.ts';
import type { Run } from '../run.ts';
import type { RunSpec } from '../spec.ts';
import type { Stage } from '../status.ts';
import { type Finding, forbidden } from './finding.ts';

/** What may change while the runners run and after. */
export const changeableFields: ReadonlySet<string> = new Set<keyof RunSpec>(['stop', 'ttlSecondsAfterFinished']);
/** The stages without runners yet. From `created` on there are some, and a change would reach only a part of them. */
export const stagesWithoutRunners: ReadonlySet<Stage> = new Set<Stage>(['initialization', 'initialized']);

/**
 * The changes from `before` to `after` that a run refuses, one finding for each field of the spec. Metadata may always change.
 * Give both as admission leaves them (`withDefaults`), so that a default that was filled in later is not taken for a change.
 */
export function validateUpdate(before: Run, after: Run): Finding[] {
  const stage = before.status?.stage;
  if (stage === undefined || stagesWithoutRunners.has(stage)) return [];
  const [old, wanted] = [objectOr(before.spec), objectOr(after.spec)];
  return [...new Set([...Object.keys(old), ...Object.keys(wanted)])]
    .filter((field) => !changeableFields.has(field) && !sameJson(old[field], wanted[field]))
    .map((field) => forbidden(`.spec.${field}`, `cannot change in stage ${stage}: its runners were made from it; delete the run and create a new one`));
}

/** Whether two JSON values are the same; a missing field and a null one are. */
function sameJson(left: unknown, right: unknown): boolean {
  if (isObject(left) && isObject(right)) return sameObject(left, right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  }
  return (left ?? null) === (right ?? null);
}

function sameObject(left: JsonObject, right: JsonObject): boolean {
  return Object.keys({ ...left, ...right }).every((key) => sameJson(left[key], right[key]));
}
