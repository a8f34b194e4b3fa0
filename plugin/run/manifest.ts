import { parseAllDocuments } from 'yaml';
import { isObject, objectOr } from '../../api/json.ts';
import type { ObjectMeta } from '../../api/kubernetes.ts';
import { apiVersion, type Kind, kinds } from '../../api/run.ts';
import type { RunSpec } from '../../api/spec.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { unknownFields } from '../validate/unknown.ts';

/** A run as a manifest has it: nothing in its spec has been checked. */
export interface ManifestRun {
  kind: Kind;
  metadata: ObjectMeta;
  spec: Partial<RunSpec>;
}

/**
 * Reads a manifest of exactly one K6 or TestRun, in YAML or JSON.
 * @param source for messages: the file's name
 * @throws Failure (usage) for anything else
 */
export function readRunManifest(text: string, source: string): ManifestRun {
  const documents = parseAllDocuments(text);
  const fault = documents.flatMap(({ errors }) => errors)[0];
  if (fault !== undefined) throw usage(`${source}: ${fault.message.split('\n')[0]?.replace(/:$/, '') ?? ''}`);
  const objects = documents.map((document) => document.toJS() as unknown).filter((object) => object !== null);
  const others = objects.filter((object) => !isRun(object));
  if (objects.length === 0) throw usage(`${source} is empty`);
  if (others.length > 0) throw usage(`${source} has ${others.map(nameOf).join(', ')} in it, and only runs can be run`, 'apply the rest with kubectl apply first, and keep one K6 or TestRun in the file');
  if (objects.length > 1) throw usage(`${source} has ${objects.length} runs in it`, 'run them one by one, or apply them with kubectl apply');
  const strange = unknownFields(objects[0]);
  // As kubectl does: the API server would drop the field, and the run would be another one than was meant.
  if (strange.length > 0) throw usage(strange.map(({ path, message }) => `${source}: ${path}: ${message}`).join('; '));
  const run = objectOr(objects[0]);
  return { kind: run.kind as Kind, metadata: objectOr(run.metadata), spec: objectOr(run.spec) };
}

function isRun(object: unknown): boolean {
  const { apiVersion: given, kind } = objectOr(object);
  return given === apiVersion && typeof kind === 'string' && Object.hasOwn(kinds, kind);
}

function nameOf(object: unknown): string {
  if (!isObject(object) || typeof object.kind !== 'string') return 'something that is no Kubernetes object';
  const { name } = objectOr(object.metadata);
  const group = typeof object.apiVersion === 'string' && Object.hasOwn(kinds, object.kind) ? ` (${object.apiVersion})` : '';
  return `${object.kind}${typeof name === 'string' ? ` ${name}` : ''}${group}`;
}

function usage(message: string, hint?: string): Failure {
  return new Failure(message, { exitCode: exitCodes.usage, hint });
}
