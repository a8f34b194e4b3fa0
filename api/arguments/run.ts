import type { RunSpec } from '../spec.ts';
import type { ArgumentError } from './error.ts';
import { parseArguments } from './parse.ts';
import { splitArguments } from './split.ts';

/**
 * The user's own arguments of `k6 run`: `args` word for word where it has any, else `arguments` split as a shell does.
 * @throws ArgumentError where a quote in `arguments` stays open
 */
export function runArguments(spec: Pick<RunSpec, 'args' | 'arguments'>): string[] {
  return spec.args?.length ? [...spec.args] : splitArguments(spec.arguments ?? '');
}

/** Every word that is neither a flag nor a flag's value, and every flag whose value is missing. */
export function argumentFaults(argv: readonly string[]): ArgumentError[] {
  return parseArguments(argv).faults;
}
