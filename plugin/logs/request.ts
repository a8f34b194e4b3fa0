import type { Run } from '../../api/run.ts';
import type { LogStart } from '../../kube/logposition.ts';
import { filterOf, tidyOf, type Filter, type FilterFlags, type Tidy } from './filter.ts';
import { formatter, labelWidth, type Format, type Formatter } from './format.ts';
import type { Paint } from './palette.ts';
import { selectionOf, type Selection, type SelectionFlags } from './select.ts';

/** What is to be shown of one run's logs, and how. */
export interface LogsRequest {
  run: Run;
  selection: Selection;
  /** Of each log. */
  start: LogStart;
  /** Comes before `filter`. */
  tidy: Tidy;
  filter: Filter;
  format: Formatter;
  /** Streams that may be open at once; more logs than that take turns. */
  maxStreams: number;
}

/** Where logs go. */
export interface LogsOutput {
  /** Lines, each ended by a newline. More are to be written only when the promise, where there is one, has resolved. */
  write(text: string): Promise<void> | undefined;
  /** A line for the person at the terminal, which is not of a log. */
  note(line: string): void;
}

export interface LogsFlags extends SelectionFlags, FilterFlags {
  start?: LogStart | undefined;
  format?: Format | undefined;
  timestamps?: boolean | undefined;
  maxStreams?: number | undefined;
  /** Whether runners' logs are shown with all that k6 printed for the operator; default: not where lines are prefixed, which is for people. */
  'raw-summary'?: boolean | undefined;
}

/** As stern's, and few enough for the connections that a client keeps for streams. */
export const defaultMaxStreams = 50;

/** @throws Failure (usage) for runners or an expression that are none */
export function logsRequest(run: Run, flags: LogsFlags, paint: Paint): LogsRequest {
  const { start = {}, format = 'prefixed', timestamps = false, maxStreams = defaultMaxStreams } = flags;
  const selection = selectionOf(flags);
  const parallelism = run.spec.parallelism ?? 1;
  const width = labelWidth(selection.roles, parallelism);
  return {
    run, selection, start, maxStreams,
    tidy: format !== 'prefixed' || flags['raw-summary'] === true ? () => undefined : tidyOf(run.status?.script?.trendStats),
    filter: filterOf(flags),
    format: formatter({ format, run: run.metadata.name, timestamps, paint, width }, parallelism),
  };
}
