import type { Run } from '../../api/run.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { jsonPathValues } from './jsonpath.ts';

/**
 * Runs in the order of the field at `path`, as kubectl sorts: numbers by size, text by its words and numbers (run-2 before run-10), and first of
 * all those that lack the field. Runs that are alike in it keep their order.
 * @throws Failure (usage) for a path that cannot be read, or that no run has
 */
export function sortedBy(path: string, runs: readonly Run[]): Run[] {
  const keyed = runs.map((run) => ({ run, key: jsonPathValues(path, run)[0] }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new Failure(`--sort-by ${path}: no run here has this field`, { exitCode: exitCodes.usage, hint: 'write a path such as .metadata.creationTimestamp or .status.finishedAt' });
  }
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ run }) => run);
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return natural(text(a), text(b));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Digits as numbers, all else by its characters. */
function natural(a: string, b: string): number {
  const [left, right] = [words(a), words(b)];
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    const difference = /^\d/.test(part) && /^\d/.test(other) ? Number(part) - Number(other) : 0;
    if (difference !== 0) return difference;
    if (part !== other) return part < other ? -1 : 1;
  }
  return left.length - right.length;
}

function words(whole: string): string[] {
  return whole.match(/\d+|\D+/g) ?? [];
}
