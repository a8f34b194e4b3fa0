import { type DefaultImages, withDefaults } from '../defaults.ts';
import { isObject, type JsonObject, objectOr } from '../json.ts';
import { changeableFields, sameField, settledStage, specFields } from '../validation/update.ts';
import { type Change, imagesFor, passes, type Update, updateOf } from './change.ts';

/** The object as admission leaves it; the very same reference where nothing changes. Never throws. */
export function admitted(change: Change, images: DefaultImages): unknown {
  if (passes(change)) return change.object;
  const update = updateOf(change);
  const defaults = imagesFor(change, images);
  if (update && settledStage(update.before) !== undefined) return asItStood(update, defaults);
  return withDefaults(change.object, defaults);
}

/**
 * Once there are runners, what means the same stays as it is stored, and what does not is passed on to be refused. So a run that was made
 * without its defaults can still be stopped, and a manifest of 2022 that is applied again is no change.
 */
function asItStood({ object, before }: Update, images: DefaultImages): unknown {
  if (!isObject(object.spec)) return object;
  const [old, wanted] = [withDefaults(before, images), withDefaults(object, images)];
  const kept = specFields(before, object).filter((field) => (
    !changeableFields.has(field) && !sameField(field, before, object) && sameField(field, old, wanted)
  ));
  return kept.length === 0 ? object : { ...object, spec: withFieldsOf(objectOr(before.spec), object.spec, kept) };
}

/** `spec` with `fields` as `stored` has them, or without those that it has not. */
function withFieldsOf(stored: JsonObject, spec: JsonObject, fields: string[]): JsonObject {
  const replaced = new Set(fields);
  const entries = Object.entries(spec).filter(([field]) => !replaced.has(field));
  const kept = fields.filter((field) => Object.hasOwn(stored, field)).map((field) => [field, stored[field]]);
  return Object.fromEntries([...entries, ...kept]) as JsonObject;
}
