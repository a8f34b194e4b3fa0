import { isObject } from '../json.ts';
import { isMissing, objectValue, text } from './checks.ts';
import { type Finding, invalid, shown } from './finding.ts';

const prefix = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u;
const labelText = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/u;
const maxLabel = 63;
const maxPrefix = 253;
const labelForm = 'use at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends';

/** Labels and annotations for pods. */
export function checkMetadata(path: string, value: unknown): Finding[] {
  if (isMissing(value)) return [];
  if (!isObject(value)) return objectValue(path, value);
  return [...checkLabels(`${path}.labels`, value.labels), ...checkAnnotations(`${path}.annotations`, value.annotations)];
}

/** A map of label keys to label values; a node selector is one as well. */
export function checkLabels(path: string, labels: unknown): Finding[] {
  return checkMap(path, labels, (at, value) => {
    const types = text(at, value);
    if (types.length > 0 || value === '' || isMissing(value)) return types;
    return isLabelText(value as string) ? [] : [invalid(at, `${shown(value)} is not a label value: ${labelForm}`)];
  });
}

function checkAnnotations(path: string, annotations: unknown): Finding[] {
  return checkMap(path, annotations, text);
}

function checkMap(path: string, map: unknown, check: (at: string, value: unknown) => Finding[]): Finding[] {
  if (isMissing(map)) return [];
  if (!isObject(map)) return objectValue(path, map);
  return Object.entries(map).flatMap(([key, value]) => {
    const at = `${path}[${JSON.stringify(key)}]`;
    return isQualifiedName(key) ? check(at, value) : [invalid(at, `${shown(key)} is not a legal key: ${labelForm}; a DNS name and "/" may stand before it`)];
  });
}

function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const domain = key.slice(0, Math.max(slash, 0));
  const legalDomain = slash < 0 || (domain.length <= maxPrefix && prefix.test(domain));
  return legalDomain && isLabelText(key.slice(slash + 1));
}

function isLabelText(value: string): boolean {
  return value.length <= maxLabel && labelText.test(value);
}
