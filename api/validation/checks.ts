import { isObject } from '../json.ts';
import { duplicate, type Finding, forbidden, invalid, notSupported, required, shown, wrongType } from './finding.ts';

/** Checks one value at a path; a value that is missing or null is nobody's fault unless the check says so. */
export type Check = (path: string, value: unknown) => Finding[];

/** What Go's strconv.ParseBool takes for false. */
export const noTexts = ['0', 'f', 'F', 'false', 'FALSE', 'False'] as const;
/** What Go's strconv.ParseBool takes, which is how upstream reads its booleans-as-strings. */
export const booleanTexts: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True', ...noTexts]);
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

/** An object whose fields each pass their check; other fields are not looked at. */
export function fields(checks: Readonly<Record<string, Check>>): Check {
  return optional((path, value) => {
    if (!isObject(value)) return objectValue(path, value);
    return Object.entries(checks).flatMap(([name, check]) => check(`${path}.${name}`, value[name]));
  });
}

/** Several checks of one value. */
export function all(...checks: Check[]): Check {
  return (path, value) => checks.flatMap((check) => check(path, value));
}

/** Of these fields of an object one is set, and no other. */
export function exactlyOne(names: readonly string[]): Check {
  return optional((path, value) => {
    if (!isObject(value)) return [];
    const given = names.filter((name) => !isMissing(value[name]));
    if (given.length === 0) return [required(path, `has none of ${names.join(', ')}: write one`)];
    return given.length > 1 ? [forbidden(path, `${given.join(' and ')} are set: keep exactly one`)] : [];
  });
}

/** A list in which no two entries have the same `key`; an entry without one has none to share. */
export function unique(key: (entry: unknown, index: number) => string | undefined, what: string): Check {
  return (path, value) => {
    const seen = new Set<string>();
    return (Array.isArray(value) ? value : []).flatMap((entry: unknown, index) => {
      const own = key(entry, index);
      if (own === undefined || !seen.has(own)) {
        if (own !== undefined) seen.add(own);
        return [];
      }
      return [duplicate(`${path}[${index}]`, `${shown(own)} is taken: ${what}`)];
    });
  };
}

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
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return [wrongType(path, `${shown(value)} is not a whole number: write one without quotes and unit`)];
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
