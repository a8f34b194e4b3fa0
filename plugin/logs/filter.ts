import { runnerLogFilter, type RunnerLogFilter } from '../../api/summary/runnerlog.ts';
import type { LogLine } from '../../kube/logposition.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { levelOf, levels, withoutProgress, type Level } from './k6line.ts';
import type { Source } from './source.ts';

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

/** What makes the log of a source fit for people, from its first line to its end; undefined where it is left as it is. */
export type Tidy = (source: Pick<Source, 'role'>) => RunnerLogFilter<LogLine> | undefined;

/**
 * Runners' logs without the summary that they print for the operator, and with the stats of each trend alone that the user asked for.
 * @param trendStats the script's own; k6's default where it has none
 */
export function tidyOf(trendStats: readonly string[] | undefined): Tidy {
  return ({ role }) => (role === 'runner' ? runnerLogFilter<LogLine>(trendStats) : undefined);
}

/** A log in the pieces in which it comes, made tidy. */
export function tidied(batches: AsyncGenerator<LogLine[]>, tidy: ReturnType<Tidy>): AsyncGenerator<LogLine[]> {
  return tidy === undefined ? batches : passed(batches, tidy);
}

async function* passed(batches: AsyncGenerator<LogLine[]>, { push, end }: RunnerLogFilter<LogLine>): AsyncGenerator<LogLine[]> {
  for await (const lines of batches) {
    const kept = push(lines);
    if (kept.length > 0) yield kept;
  }
  const rest = end();
  if (rest.length > 0) yield rest;
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
