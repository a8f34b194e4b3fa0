import { type DefaultImages, withDefaults } from '../defaults.ts';
import { type Finding, type Limits, validateRun, validateUpdate } from '../validation/index.ts';
import { type Change, imagesFor, passes, type Update, updateOf } from './change.ts';

/** What the site holds a run to. */
export interface Policy {
  limits: Limits;
  images: DefaultImages;
}

/** All faults at once; empty: allowed. `object` is one that `admitted` returned. Never throws. */
export function refusals(change: Change, { limits, images }: Policy): Finding[] {
  if (passes(change)) return [];
  const update = updateOf(change);
  const found = validateRun(change.object, limits);
  return update ? refusedUpdate(update, found, { limits, images: imagesFor(change, images) }) : found;
}

/** A fault that the stored run has already is not counted: it was made under other rules, and must still be able to be stopped. */
function refusedUpdate({ object, before }: Update, found: Finding[], { limits, images }: Policy): Finding[] {
  const old = withDefaults(before, images);
  const known = new Set([...validateRun(before, limits), ...validateRun(old, limits)].map(identity));
  return [...validateUpdate(old, withDefaults(object, images)), ...found.filter((finding) => !known.has(identity(finding)))];
}

function identity({ path, reason, message }: Finding): string {
  return JSON.stringify([path, reason, message]);
}
