import { isObject, type JsonObject, objectOr } from './json.ts';
import { appLabel, labels, manager } from './labels.ts';
import type { Run } from './run.ts';
import { defaultScriptFile } from './script.ts';

/** The site's own choice of images. */
export interface DefaultImages {
  /** The runners' image where a run names none. */
  runner: string;
}

/**
 * A copy of `run` with every default filled in and every spelling of 2022 moved to today's field. What the user set is never overwritten,
 * and the result stays as it is when this is applied again.
 *
 * It runs before the API server checks the schema, so anything that does not have the expected shape is passed on untouched.
 */
export function withDefaults(run: Run, images: DefaultImages): Run {
  const object: JsonObject = { ...run, metadata: withLabels(run.metadata) };
  if (isObject(run.spec)) object.spec = specDefaults(run.spec, images);
  return object as unknown as Run;
}

function specDefaults(given: JsonObject, images: DefaultImages): JsonObject {
  const spec: JsonObject = { ...given };
  for (const block of ['runner', 'starter', 'initializer']) {
    if (isObject(spec[block])) spec[block] = moved(spec[block], 'nodeselector', 'nodeSelector');
  }
  fill(spec, 'parallelism', 1);
  fill(spec, 'quiet', 'true');
  fill(spec, 'paused', 'true');
  if (isObject(spec.script)) spec.script = scriptDefaults(spec.script);
  if (isObject(spec.scuttle)) spec.scuttle = scuttleDefaults(spec.scuttle);
  moveImage(spec);
  for (const block of ['runner', 'starter']) addLabels(spec, block);
  if (isObject(spec.runner)) spec.runner = filled(spec.runner, 'image', images.runner);
  return spec;
}

/**
 * `spec.image` is the spelling of 2021 and of the 2022 README. Where both are set, the runner's own image counts.
 * An equal one goes as well: `kubectl apply` of the same manifest brings it back each time, and that is no change.
 */
function moveImage(spec: JsonObject): void {
  const runner = spec.runner ?? {};
  if (!isObject(runner) || typeof spec.image !== 'string') return;
  if (isSet(runner.image) && runner.image !== spec.image) return;
  spec.runner = { ...runner, image: spec.image };
  delete spec.image;
}

function scriptDefaults(script: JsonObject): JsonObject {
  return isObject(script.configMap) ? { ...script, configMap: filled(script.configMap, 'file', defaultScriptFile) } : script;
}

/** In 2022 logging was asked for (`scuttleLogging`); today it is switched off (`disableLogging`). */
function scuttleDefaults(scuttle: JsonObject): JsonObject {
  const { scuttleLogging, ...rest } = scuttle;
  if (typeof scuttleLogging !== 'boolean') return scuttle;
  return filled(rest, 'disableLogging', !scuttleLogging);
}

function addLabels(spec: JsonObject, block: string): void {
  const settings = spec[block] ?? {};
  if (isObject(settings)) spec[block] = { ...settings, metadata: withLabels(settings.metadata) };
}

function withLabels(metadata: unknown): unknown {
  if (isSet(metadata) && !isObject(metadata)) return metadata;
  const given = objectOr(metadata);
  if (isSet(given.labels) && !isObject(given.labels)) return metadata;
  return { ...given, labels: { [labels.app]: appLabel, [labels.managedBy]: manager, ...objectOr(given.labels) } };
}

/** Where both are set, today's spelling counts and the other one goes. */
function moved(object: JsonObject, from: string, to: string): JsonObject {
  const { [from]: value, ...rest } = object;
  return isSet(value) ? filled(rest, to, value) : object;
}

function filled(object: JsonObject, key: string, value: unknown): JsonObject {
  return isSet(object[key]) ? object : { ...object, [key]: value };
}

function fill(object: JsonObject, key: string, value: unknown): void {
  if (!isSet(object[key])) object[key] = value;
}

/** The API server drops an explicit null of an optional field, so null counts as not set. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
