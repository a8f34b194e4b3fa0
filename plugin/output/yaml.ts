import { stringify } from 'yaml';

/** YAML as kubectl writes it: lists not indented, and in quotes what an older parser would take for a time or a boolean. */
export function yamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0, indentSeq: false, version: '1.1' }).trimEnd();
}
