import { objectOr, own, sameJson } from '../json.ts';
import type { RunSpec } from '../spec.ts';
import type { Stage } from '../status.ts';
import { type Finding, forbidden, plain } from './finding.ts';

/** What may change while the runners run and after. */
export const changeableFields: ReadonlySet<string> = new Set<keyof RunSpec>(['stop', 'ttlSecondsAfterFinished']);
/** The stages without runners yet. From `created` on there are some, and a change would reach only a part of them. */
export const stagesWithoutRunners: ReadonlySet<Stage> = new Set<Stage>(['initialization', 'initialized']);

/** The stage of a run that has runners, which its spec can be changed no more for; undefined for any other run. Takes any JSON. */
export function settledStage(run: unknown): string | undefined {
  const stage = own(objectOr(own(objectOr(run), 'status')), 'stage');
  return typeof stage !== 'string' || stage === '' || stagesWithoutRunners.has(stage as Stage) ? undefined : stage;
}

/** The fields of the spec that one of two runs has. */
export function specFields(before: unknown, after: unknown): string[] {
  return [...new Set([before, after].flatMap((run) => Object.keys(objectOr(own(objectOr(run), 'spec')))))];
}

/** Whether a field of the spec says the same in both runs. */
export function sameField(field: string, before: unknown, after: unknown): boolean {
  const [old, wanted] = [before, after].map((run) => own(objectOr(own(objectOr(run), 'spec')), field));
  return sameJson(old, wanted);
}

/**
 * The changes from `before` to `after` that a run refuses, one finding for each field of the spec. Metadata may always change. Takes any JSON.
 * Give both as admission leaves them (`withDefaults`), so that a default that was filled in later is not taken for a change.
 */
export function validateUpdate(before: unknown, after: unknown): Finding[] {
  const stage = settledStage(before);
  if (stage === undefined) return [];
  return specFields(before, after)
    .filter((field) => !changeableFields.has(field) && !sameField(field, before, after))
    .map((field) => forbidden(`.spec.${plain(field)}`, `cannot change in stage ${plain(stage)}: its runners were made from it; delete the run and create a new one`));
}
