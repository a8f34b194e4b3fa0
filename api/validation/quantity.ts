import { isMissing } from './checks.ts';
import { type Finding, invalid, shown, wrongType } from './finding.ts';

/** Kubernetes' own grammar of quantities. */
export const quantityPattern = String.raw`^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$`;
const quantity = new RegExp(quantityPattern, 'u');
const parts: Readonly<Record<string, number>> = { n: 1e9, u: 1e6, m: 1e3 };
/** A number and a unit that people write for one of Kubernetes' own: 1000mi, 1gb, 512MiB, 100K. */
const mistaken = /^(\d+(?:\.\d*)?|\.\d+)\s*([kmgtpe])(i?)b?$/iu;
const maxLength = 64;

const scales: Readonly<Record<string, number>> = {
  '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

/** An amount of a resource, such as `500m` or `1000Mi`: well-formed and not negative. */
export function checkQuantity(path: string, value: unknown): Finding[] {
  if (isMissing(value)) return [];
  if (typeof value === 'number') return checkNumber(path, value);
  if (typeof value !== 'string') return [wrongType(path, `${shown(value)} is not a quantity: write one such as "500m" or "1000Mi"`)];
  if (value.length > maxLength || !quantity.test(value)) return [invalid(path, `${shown(value)} is not a quantity: ${hint(value)}`)];
  return value.startsWith('-') ? [negative(path, value)] : [];
}

/** The amount as a number; undefined where the value is no quantity. */
export function quantityValue(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > maxLength || !quantity.test(value)) return undefined;
  const [, digits = '', unit = ''] = /^([^numkMGTPEe]*)(.*)$/u.exec(value) ?? [];
  return scaled(Number(digits), unit) ?? Number(value);
}

/** Undefined where `unit` is an exponent. Dividing rounds right, so that 1.001 and 1001m come out the same; multiplying by 0.001 does not. */
function scaled(digits: number, unit: string): number | undefined {
  const [part, scale] = [parts, scales].map((units) => (Object.hasOwn(units, unit) ? units[unit] : undefined));
  if (part !== undefined) return digits / part;
  return scale === undefined ? undefined : digits * scale;
}

/** YAML reads 0.5 as a number; the API server takes whole numbers and strings alone. */
function checkNumber(path: string, value: number): Finding[] {
  if (value < 0) return [negative(path, value)];
  return Number.isSafeInteger(value) ? [] : [wrongType(path, `${value} must be a string: write "${value}" in quotes`)];
}

function negative(path: string, value: unknown): Finding {
  return invalid(path, `${shown(value)} is negative: write 0 or more`);
}

function hint(value: string): string {
  const suggestion = suggest(value);
  return suggestion === undefined ? 'write one such as "500m" or "1000Mi"' : `did you mean "${suggestion}"?`;
}

function suggest(value: string): string | undefined {
  if (value.length > maxLength) return undefined;
  const [, digits, letter, binary] = mistaken.exec(value.trim()) ?? [];
  if (digits === undefined || letter === undefined) return quantity.test(value.trim()) ? value.trim() : undefined;
  if (binary) return `${digits}${letter.toUpperCase()}i`;
  return digits + (letter.toLowerCase() === 'k' ? 'k' : letter.toUpperCase());
}
