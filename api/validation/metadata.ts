import { isObject, objectOr, own } from '../json.ts';
import { type Check, isMissing, objectValue, text } from './checks.ts';
import { entryPath, type Finding, forbidden, invalid, shown, tooLong } from './finding.ts';

const prefix = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u;
/** An empty value is legal, an empty key is not. */
export const labelValuePattern = '^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$';
const labelText = new RegExp(labelValuePattern, 'u');
export const maxLabel = 63;
const maxPrefix = 253;
/** An API server takes 256 KiB; the operator adds a few of its own. */
const maxAnnotations = 255 * 1024;
/** Kubernetes sets these on the pods of a Job. */
const jobLabels = ['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'];
export const labelForm = 'use at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends';

/** Labels and annotations for pods. */
export function checkMetadata(path: string, value: unknown): Finding[] {
  if (isMissing(value)) return [];
  if (!isObject(value)) return objectValue(path, value);
  const taken = jobLabels.filter((key) => !isMissing(own(objectOr(value.labels), key)));
  return [
    ...checkLabels(`${path}.labels`, value.labels),
    ...taken.map((key) => forbidden(entryPath(`${path}.labels`, key), 'is set by Kubernetes itself on the pods of a Job: leave it out')),
    ...checkAnnotations(`${path}.annotations`, value.annotations),
  ];
}

/** A map of label keys to label values; a node selector is one as well. */
export function checkLabels(path: string, labels: unknown): Finding[] {
  return checkMap(path, labels, (at, value) => {
    const types = text(at, value);
    if (types.length > 0 || value === '' || isMissing(value)) return types;
    return isLabelText(value as string) ? [] : [invalid(at, `${shown(value)} is not a label value: ${labelForm}`)];
  });
}

/** Their domains may have capitals, unlike those of labels; what they hold is limited for all together. */
function checkAnnotations(path: string, annotations: unknown): Finding[] {
  const found = checkMap(path, annotations, text, (key) => key.toLowerCase());
  const length = Object.entries(objectOr(annotations)).reduce((sum, [key, value]) => sum + bytes(key) + (typeof value === 'string' ? bytes(value) : 0), 0);
  return length > maxAnnotations ? [...found, tooLong(path, `has ${length} bytes: all annotations together can have at most ${maxAnnotations}`)] : found;
}

function bytes(value: string): number {
  return new TextEncoder().encode(value).length;
}

function checkMap(path: string, map: unknown, check: Check, spelt = (key: string): string => key): Finding[] {
  if (isMissing(map)) return [];
  if (!isObject(map)) return objectValue(path, map);
  return Object.entries(map).flatMap(([key, value]) => {
    const at = entryPath(path, key);
    return isQualifiedName(spelt(key)) ? check(at, value) : [invalid(at, `${shown(key)} is not a legal key: ${labelForm}; a DNS name and "/" may stand before it`)];
  });
}

/** A label's or annotation's key: a name, and before it a domain and a slash where it has one. */
export function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const domain = key.slice(0, Math.max(slash, 0));
  const legalDomain = slash < 0 || (domain.length <= maxPrefix && prefix.test(domain));
  return legalDomain && isLabelText(key.slice(slash + 1));
}

export function isLabelText(value: string): boolean {
  return value !== '' && value.length <= maxLabel && labelText.test(value);
}
