import { nearest } from '../connect/nearest.ts';
import { exitCodes, Failure } from './failure.ts';

interface ParseError extends Error {
  oclif: { exit?: number };
  /** Of what is missing. */
  args?: { name: string }[];
  /** Those that there are not, with their dashes. */
  flags?: string[];
  parse?: { input?: { flags?: Record<string, unknown> } };
}

/** What oclif says, in this program's words. */
const wordings: readonly (readonly [RegExp, (whole: string, ...parts: string[]) => string])[] = [
  // Said of each of the two: in the same words both times.
  [/^(--[\w-]+)=\S* cannot also be provided when using (--[\w-]+)$/, (_whole, ...parts) => `${parts.slice(0, 2).sort().join(' and ')} exclude each other`],
  [/^Missing required flag (\S+)$/, (_whole, flag = '') => `--${flag} is missing`],
  [/^Nonexistent flags?: (.*)$/, (_whole, flags = '') => `there is no flag ${flags}`],
  [/^Flag (--\S+) expects a value$/, (_whole, flag = '') => `${flag} needs a value`],
  [/^Expected (--[\w-]+)=(.*) to be one of: (.*)$/, (_whole, flag = '', value = '', options = '') => `${flag}: "${value}" is none of ${options}`],
  [/^Unexpected argument(s?): (.*)$/, (_whole, plural = '', given = '') => `there is no place for the argument${plural} ${given}`],
];

/** By its shape, so that oclif need not be loaded for it: what its parser throws. */
export function isParseError(error: unknown): error is ParseError {
  return error instanceof Error && 'oclif' in error && typeof error.oclif === 'object';
}

/** oclif's parser says everything in several lines, and lists descriptions. */
export function explainParse(error: ParseError): Failure {
  return new Failure(messageOf(error), { exitCode: exitCodes.usage, hint: meant(error) ?? 'add --help to see how it is used', cause: error });
}

function messageOf({ message, args }: ParseError): string {
  if (message.startsWith('Missing') && Array.isArray(args)) return `${args.map(({ name }) => name.replace(/s$/, '').toUpperCase()).join(' and ')} is missing`;
  const lines = message.split('\n').map((line) => line.trim()).filter((line) => line !== '' && line !== 'See more help with --help');
  const said = lines.filter((line) => !/^The following errors? occurred:$/.test(line)).map(inOwnWords);
  return lowerFirst([...new Set(said)].join('; ').replace(/^Parsing (--\S+); Expected /, '$1: expected '));
}

function inOwnWords(line: string): string {
  return wordings.reduce((text, [pattern, words]) => text.replace(pattern, words), line);
}

/** Of a flag that there is not. */
function meant({ flags, parse }: ParseError): string | undefined {
  const [given] = Array.isArray(flags) ? flags : [];
  const near = given?.startsWith('--') === true ? nearest(given.slice(2), Object.keys(parse?.input?.flags ?? {})) : [];
  return near.length === 0 ? undefined : `did you mean ${near.map((name) => `--${name}`).join(' or ')}?`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
