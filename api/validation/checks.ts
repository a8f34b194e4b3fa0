import { isObject } from '../json.ts';
import { type Finding, invalid, notSupported, required, shown, wrongType } from './finding.ts';

/** Checks one value at a path; a value that is missing or null is nobody's fault unless the check says so. */
export type Check = (path: string, value: unknown) => Finding[];

/** What Go's strconv.ParseBool takes, which is how upstream reads its booleans-as-strings. */
export const booleanTexts: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True', '0', 'f', 'F', 'false', 'FALSE', 'False']);
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u;

export function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** A check that runs only where the value is there. */
export function optional(check: Check): Check {
  return (path, value) => (isMissing(value) ? [] : check(path, value));
}

export const booleanValue: Check = optional((path, value) => {
  if (typeof value === 'boolean') return [];
  const hint = value === 'true' || value === 'false' ? `: write ${value} without quotes` : ': write true or false';
  return [wrongType(path, `${shown(value)} is not a boolean${hint}`)];
});

/** A boolean as a string, as upstream has it. */
export const booleanText: Check = optional((path, value) => {
  if (typeof value === 'string' && booleanTexts.has(value)) return [];
  if (typeof value === 'boolean') return [wrongType(path, `must be a string: write "${String(value)}" in quotes`)];
  return [invalid(path, `${shown(value)} is not a boolean: write "true" or "false", in quotes`)];
});

export const text: Check = optional((path, value) => {
  if (typeof value === 'string') return [];
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return [wrongType(path, `${shown(value)} is not a string${scalar ? `: write "${String(value)}" in quotes` : ''}`)];
});

export const objectValue: Check = optional((path, value) =>
  isObject(value) ? [] : [wrongType(path, `${shown(value)} is not an object: write its fields, indented below the name`)]);

/** A list whose entries each pass `entry`. */
export function listOf(entry: Check): Check {
  return optional((path, value) => {
    if (!Array.isArray(value)) return [wrongType(path, `${shown(value)} is not a list: write each entry on its own line after "- "`)];
    return value.flatMap((item, index) => entry(`${path}[${index}]`, item));
  });
}

export function oneOf(...values: string[]): Check {
  return optional((path, value) =>
    values.some((allowed) => allowed === value) ? [] : [notSupported(path, `${shown(value)} is not known: write ${values.join(' or ')}`)]);
}

/** A whole number from `minimum` to `maximum`, both allowed. */
export function integer(minimum: number, maximum: number): Check {
  return optional((path, value) => {
    if (typeof value === 'string' && /^\d+$/u.test(value)) return [wrongType(path, `must be a number: write ${value} without quotes`)];
    if (typeof value !== 'number' || !Number.isInteger(value)) return [wrongType(path, `${shown(value)} is not a whole number`)];
    if (value < minimum) return [invalid(path, `${value} is too small: write ${minimum} or more`)];
    return value > maximum ? [invalid(path, `${value} is too big: write ${maximum} or less`)] : [];
  });
}

/** The name of another object; most kinds have DNS subdomains as names. */
export const objectName: Check = (path, value) => {
  if (isMissing(value) || value === '') return [required(path, 'needs a name')];
  if (typeof value !== 'string') return text(path, value);
  if (value.length <= 253 && dnsSubdomain.test(value)) return [];
  return [invalid(path, `${shown(value)} is not a legal name: use lower-case letters, digits, "-" and ".", and at most 253 of them`)];
};
