import { type Check, optional } from './checks.ts';
import { invalid, shown } from './finding.ts';

const configMapKey = /^[-._a-zA-Z0-9]{1,253}$/u;

/** Whether a text can be a key of a ConfigMap or a Secret. */
export function isKey(text: string): boolean {
  return configMapKey.test(text) && text !== '.' && !text.startsWith('..');
}

export const checkKey: Check = optional((path, value) => (
  typeof value !== 'string' || value === '' || isKey(value) ? [] : [invalid(path, `${shown(value)} is not a key: use at most 253 letters, digits, "-", "_" and "."`)]
));
