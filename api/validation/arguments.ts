import { argumentFaults, ArgumentError, conflictingFlags, splitArguments } from '../arguments/index.ts';
import type { JsonObject } from '../json.ts';
import { isMissing, listOf, text } from './checks.ts';
import { type Finding, forbidden, invalid } from './finding.ts';

/** `args` and `arguments`: their types, their syntax, and no flag that the operator sets itself. */
export function checkArguments(spec: JsonObject): Finding[] {
  const { args, arguments: line } = spec;
  const types = [...checkArgs(args), ...text('.spec.arguments', line)];
  if (types.length > 0) return types;
  if (Array.isArray(args) && args.length > 0) return checkWords('.spec.args', args as string[], (index) => `[${index}]`);
  return isMissing(line) ? [] : checkLine(line as string);
}

function checkArgs(args: unknown): Finding[] {
  if (typeof args === 'string') return [invalid('.spec.args', 'is a list of words: write the line as spec.arguments instead')];
  return listOf((path, value) => (isMissing(value) ? [invalid(path, 'an argument is missing: write "" for an empty one')] : text(path, value)))('.spec.args', args);
}

function checkLine(line: string): Finding[] {
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
