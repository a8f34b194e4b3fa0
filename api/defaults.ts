import { isObject, type JsonObject, objectOr, own, sameJson } from './json.ts';
import { appLabel, labels, manager } from './labels.ts';
import { defaultScriptFile } from './script.ts';

/** The site's own choice of images. */
export interface DefaultImages {
  /** The runners' image where a run names none. */
  runner: string;
}

/**
 * `run` with every default filled in and every spelling of 2022 moved to today's field. What the user set is never overwritten, the object
 * that was given is never changed, and where nothing is missing it is returned itself: so this can be applied again and again.
 *
 * It runs before the API server checks the schema, so anything that does not have the expected shape is passed on untouched.
 */
export function withDefaults<T>(run: T, images: DefaultImages): T {
  if (!isObject(run)) return run;
  const object: JsonObject = replaced(run, 'metadata', withLabels);
  return replaced(object, 'spec', (spec) => (isObject(spec) ? specDefaults(spec, images) : spec)) as T;
}

function specDefaults(given: JsonObject, images: DefaultImages): JsonObject {
  let spec = given;
  for (const block of ['runner', 'starter', 'initializer']) spec = replaced(spec, block, nodeSelector);
  for (const [key, value] of [['parallelism', 1], ['quiet', 'true'], ['paused', 'true']] as const) spec = filled(spec, key, value);
  spec = replaced(spec, 'script', (script) => (isObject(script) ? replaced(script, 'configMap', scriptFile) : script));
  spec = replaced(spec, 'scuttle', scuttleLogging);
  spec = moveImage(spec);
  for (const block of ['runner', 'starter']) spec = replaced(spec, block, podLabels);
  return replaced(spec, 'runner', (runner) => (isObject(runner) ? filled(runner, 'image', images.runner) : runner));
}

/**
 * `spec.image` is the spelling of 2021 and of the 2022 README. Where the runner has an image of its own, that counts.
 * An equal one goes as well: `kubectl apply` of the same manifest brings it back each time, and that is no change.
 */
function moveImage(spec: JsonObject): JsonObject {
  const { image, ...rest } = spec;
  const runner = own(spec, 'runner') ?? {};
  if (!isObject(runner) || typeof image !== 'string') return spec;
  const given = own(runner, 'image');
  if (isSet(given) && given !== image) return spec;
  return { ...rest, runner: { ...runner, image } };
}

function scriptFile(configMap: unknown): unknown {
  return isObject(configMap) ? filled(configMap, 'file', defaultScriptFile) : configMap;
}

/** The spelling of 2022. One that contradicts today's stays, so that the user can be told. */
function nodeSelector(settings: unknown): unknown {
  if (!isObject(settings)) return settings;
  const { nodeselector, ...rest } = settings;
  return isSet(nodeselector) ? moved(settings, rest, { nodeSelector: nodeselector }) : settings;
}

/** In 2022 logging was asked for (`scuttleLogging`); today it is switched off (`disableLogging`). */
function scuttleLogging(scuttle: unknown): unknown {
  if (!isObject(scuttle)) return scuttle;
  const { scuttleLogging: asked, ...rest } = scuttle;
  return typeof asked === 'boolean' ? moved(scuttle, rest, { disableLogging: !asked }) : scuttle;
}

/** `rest` with the field of today, or the object as it was given where that field says something else already. */
function moved(given: JsonObject, rest: JsonObject, today: JsonObject): JsonObject {
  const contradicted = Object.entries(today).some(([key, value]) => isSet(own(rest, key)) && !sameJson(own(rest, key), value));
  return contradicted ? given : { ...rest, ...today };
}

function podLabels(settings: unknown): unknown {
  const given = settings ?? {};
  return isObject(given) ? replaced(given, 'metadata', withLabels) : settings;
}

function withLabels(metadata: unknown): unknown {
  if (isSet(metadata) && !isObject(metadata)) return metadata;
  return replaced(objectOr(metadata), 'labels', (given) => {
    if (isSet(given) && !isObject(given)) return given;
    return filled(filled(objectOr(given), labels.app, appLabel), labels.managedBy, manager);
  });
}

/** `object` with what `change` makes of one of its fields; itself where that is no change. */
function replaced(object: JsonObject, key: string, change: (value: unknown) => unknown): JsonObject {
  const before = own(object, key);
  const after = change(before);
  return after === before ? object : { ...object, [key]: after };
}

function filled(object: JsonObject, key: string, value: unknown): JsonObject {
  return isSet(own(object, key)) ? object : { ...object, [key]: value };
}

/** The API server drops an explicit null of an optional field, so null counts as not set. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
