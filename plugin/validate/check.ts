import { admitted, advice, refusals, type Policy } from '../../api/admission/index.ts';
import { isObject, objectOr } from '../../api/json.ts';
import { group, kinds, version } from '../../api/run.ts';
import type { Finding, FindingReason } from '../../api/validation/index.ts';
import { steps, type Manifest } from './documents.ts';
import { unknownFields } from './unknown.ts';

/** One thing that is wrong with a manifest, or hardly meant, and where. */
export interface Remark {
  file: string;
  line: number;
  /** `k6/my-run`. */
  object: string;
  severity: 'error' | 'warning';
  path?: string;
  reason?: FindingReason;
  message: string;
}

/** Whether the object means to be a run; of whatever kind and version of the group, so that a wrong one is told. */
export function isRun(object: unknown): boolean {
  const { apiVersion } = objectOr(object);
  return typeof apiVersion === 'string' && apiVersion.split('/', 1)[0] === group;
}

/** `k6/my-run`, as far as the object says it. */
export function titleOf(object: unknown): string {
  const { kind, metadata } = objectOr(object);
  const { name, generateName } = objectOr(metadata);
  return `${String(kind).toLowerCase()}/${typeof name === 'string' ? name : typeof generateName === 'string' ? `${generateName}…` : '(no name)'}`;
}

/** All that the webhook would say of the object when it is created, and fields that the schema does not have. */
export function check({ file, object, lineOf }: Manifest, policy: Policy): Remark[] {
  const about = { file, object: titleOf(object) };
  const { apiVersion, kind } = objectOr(object);
  const unsupported = (path: string, message: string): Remark[] => (
    [{ ...about, line: lineOf(path), severity: 'error', path, reason: 'FieldValueNotSupported', message }]
  );
  if (apiVersion !== `${group}/${version}`) return unsupported('.apiVersion', `there is no version ${String(apiVersion)}: write ${group}/${version}`);
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return unsupported('.kind', `there is no kind ${String(kind)}: write ${Object.keys(kinds).join(' or ')}`);
  const change = { object: admitted({ object: withName(object) }, policy.images) };
  const found = [...unknownFields(object), ...refusals(change, policy)];
  const errors = found.map((finding): Remark => ({ ...about, line: lineOf(asWritten(finding, object)), severity: 'error', ...finding }));
  if (errors.length > 0) return errors;
  return advice(change, {}).map((message) => ({ ...about, line: lineOf(placeOf(message)), severity: 'warning', message }));
}

/** Of a generated name only the beginning is known; five characters follow it. */
function withName(object: unknown): unknown {
  const { metadata } = objectOr(object);
  const { name, generateName } = objectOr(metadata);
  if (name !== undefined || typeof generateName !== 'string' || !isObject(object)) return object;
  return { ...object, metadata: { ...objectOr(metadata), name: `${generateName}xxxxx` } };
}

/** Admission moves what the manifest says in the spelling of 2022 to today's fields. */
const spellings = [
  ['.spec.runner.image', '.spec.image'],
  ...['runner', 'starter', 'initializer'].map((block) => [`.spec.${block}.nodeSelector`, `.spec.${block}.nodeselector`] as const),
] as const;

/** Where the manifest itself has what a finding speaks of. */
function asWritten({ path }: Finding, object: unknown): string {
  const moved = spellings.find(([today, then]) => path.startsWith(today) && !has(object, today) && has(object, then));
  return moved === undefined ? path : moved[1] + path.slice(moved[0].length);
}

function has(object: unknown, path: string): boolean {
  return steps(path).reduce<unknown>((inside, step) => objectOr(inside)[step], object) !== undefined;
}

/** Warnings are sentences; many begin with the field that they speak of. */
function placeOf(warning: string): string {
  const field = /\.?\bspec(?:\.\w+|\[\d+\])+/.exec(warning)?.[0] ?? '.spec';
  return field.startsWith('.') ? field : `.${field}`;
}
