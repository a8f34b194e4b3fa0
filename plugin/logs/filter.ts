import type { LogLine } from '../../kube/logposition.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { levelOf, levels, withoutProgress, type Level } from './k6line.ts';

/** Lines of one source in, those of them that are wanted out. */
export type Filter = (lines: LogLine[]) => LogLine[];

export interface FilterFlags {
  /** A regular expression; `(?i)` at its start, as in Go, makes it blind to case. */
  grep?: string | undefined;
  /** The least severe level that is shown; lines without one are not. */
  level?: Level | undefined;
  /** False leaves k6's progress reports out. */
  progress?: boolean | undefined;
}

/** @throws Failure (usage) for what is no regular expression */
export function filterOf({ grep, level, progress = true }: FilterFlags): Filter {
  const filters: Filter[] = [];
  if (!progress) filters.push(withoutProgress);
  if (level !== undefined) filters.push((lines) => lines.filter(({ line }) => isAtLeast(line, level)));
  if (grep !== undefined) {
    const pattern = patternOf(grep);
    filters.push((lines) => lines.filter(({ line }) => pattern.test(line)));
  }
  return (lines) => filters.reduce((left, filter) => filter(left), lines);
}

function isAtLeast(line: string, level: Level): boolean {
  const found = levelOf(line);
  return found !== undefined && levels.indexOf(found) >= levels.indexOf(level);
}

function patternOf(text: string): RegExp {
  const [, blind] = /^(\(\?i\))?/.exec(text) ?? [];
  try {
    return new RegExp(text.slice(blind?.length ?? 0), blind === undefined ? 'u' : 'iu');
  } catch (error) {
    throw new Failure(`--grep: ${(error as Error).message}`, { exitCode: exitCodes.usage, cause: error });
  }
}
