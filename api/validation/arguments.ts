import { argumentFaults, ArgumentError, conflictingFlags, splitArguments } from '../arguments/index.ts';
import type { JsonObject } from '../json.ts';
import { isMissing, listOf, text } from './checks.ts';
import { type Finding, forbidden, invalid, tooLong } from './finding.ts';

/** In characters, of all arguments together: Linux gives a process no single one that is longer. */
export const maxArgumentsLength = 128 * 1024;
/** A line that was misunderstood has many faults, of which the first tell enough. */
const mostFaults = 8;
/** No process can be given one. */
const nulMessage = 'has a NUL character: take it out';

/** `args` and `arguments`: their types, their syntax, and no flag that the operator sets itself. */
export function checkArguments(spec: JsonObject): Finding[] {
  const { args, arguments: line } = spec;
  const types = [...checkArgs(args), ...text('.spec.arguments', line)].slice(0, mostFaults);
  if (types.length > 0) return types;
  if (Array.isArray(args) && args.length > 0) return checkList(args as string[]);
  return isMissing(line) ? [] : checkLine(line as string);
}

function checkArgs(args: unknown): Finding[] {
  if (typeof args === 'string') return [invalid('.spec.args', 'is a list of words: write the line as spec.arguments instead')];
  return listOf((path, value) => (isMissing(value) ? [invalid(path, 'an argument is missing: write "" for an empty one')] : text(path, value)))('.spec.args', args);
}

function checkList(args: string[]): Finding[] {
  const length = args.reduce((sum, word) => sum + word.length + 1, 0);
  const nul = args.findIndex((word) => word.includes('\0'));
  if (nul >= 0) return [invalid(`.spec.args[${nul}]`, nulMessage)];
  return length > maxArgumentsLength ? [tooMany('.spec.args', length)] : checkWords('.spec.args', args, (index) => `[${index}]`);
}

function tooMany(path: string, length: number): Finding {
  return tooLong(path, `has ${length} characters: write at most ${maxArgumentsLength}, and what is longer into the script or a ConfigMap beside it`);
}

function checkLine(line: string): Finding[] {
  if (line.includes('\0')) return [invalid('.spec.arguments', nulMessage)];
  if (line.length > maxArgumentsLength) return [tooMany('.spec.arguments', line.length)];
  try {
    return checkWords('.spec.arguments', splitArguments(line), () => '');
  } catch (error) {
    if (error instanceof ArgumentError) return [invalid('.spec.arguments', `${error.message}; spec.args takes each word as it is`)];
    throw error;
  }
}

function checkWords(path: string, argv: string[], at: (index: number) => string): Finding[] {
  return [
    ...argumentFaults(argv).map((fault) => invalid(path + at(fault.position), fault.message)),
    ...conflictingFlags(argv).map(({ flag, instead }) => forbidden(path, `${flag} fights the operator: ${instead}`)),
  ];
}
