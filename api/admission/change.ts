import type { DefaultImages } from '../defaults.ts';
import { isObject, type JsonObject, objectOr, own, sameJson } from '../json.ts';

/** A create (no `before`) or an update of a run, as the API server shows it to admission: any JSON. */
export interface Change {
  object: unknown;
  before?: unknown;
}

/** An update: what it makes of the stored run. */
export interface Update {
  object: JsonObject;
  before: JsonObject;
}

/** Both sides of an update; undefined for a create and for what is no object. */
export function updateOf({ object, before }: Change): Update | undefined {
  return isObject(object) && isObject(before) ? { object, before } : undefined;
}

/** Whether a change is none of admission's business: the end of a run, and finalizers, labels and status of one, must always pass. */
export function passes(change: Change): boolean {
  const update = updateOf(change);
  if (!update) return false;
  const ends = own(objectOr(update.object.metadata), 'deletionTimestamp') ?? null;
  return ends !== null || sameJson(own(update.object, 'spec'), own(update.before, 'spec'));
}

/** The site's images, and for an update those that the run was made with: the site's may have changed since. */
export function imagesFor(change: Change, images: DefaultImages): DefaultImages {
  const before = objectOr(own(objectOr(change.before), 'spec'));
  const given = [own(objectOr(own(before, 'runner')), 'image'), own(before, 'image')];
  const runner = given.find((image): image is string => typeof image === 'string' && image !== '');
  return runner === undefined ? images : { ...images, runner };
}
