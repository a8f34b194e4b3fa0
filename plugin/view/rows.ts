import type { Run } from '../../api/run.ts';
import type { Paint } from '../output/paint.ts';
import { duration, percent } from '../summary/humanize.ts';
import { age, span } from './time.ts';
import { isOver, verdictOf } from './verdict.ts';

export interface RowOptions {
  now: number;
  wide: boolean;
  /** With a column for it, where runs of several namespaces are shown. */
  namespaces: boolean;
  /** With a column for them. Default false. */
  labels?: boolean | undefined;
  /** With columns for what the runs measured, where it is wide. Default false. */
  figures?: boolean | undefined;
  paint: Paint;
}

/** Whether anything is known of what one of the runs measured. */
export function haveFigures(runs: readonly Run[]): boolean {
  return runs.some(({ status }) => status?.summary !== undefined);
}

export function rowHeaders({ wide, namespaces, labels = false, figures = false }: RowOptions): string[] {
  const extra = wide ? ['EXIT', 'SKEW', 'RAN', ...(figures ? ['REQUESTS', 'FAILED', 'P95'] : []), 'WHY'] : ['WHY'];
  return [...(namespaces ? ['NAMESPACE'] : []), 'NAME', 'VERDICT', 'STAGE', 'RUNNERS', 'AGE', ...extra, ...(labels ? ['LABELS'] : [])];
}

/** One run in a list. */
export function row(run: Run, options: RowOptions): string[] {
  return [...cells(run, options), ...(options.labels === true ? [labelsText(run)] : [])];
}

function cells(run: Run, options: RowOptions): string[] {
  const { now, wide, namespaces, paint } = options;
  const { word, tone, reason = '', message } = verdictOf(run);
  const { stage = '', runners } = run.status ?? {};
  return [
    ...(namespaces ? [run.metadata.namespace] : []),
    reference(run), paint(tone, word), stage, runners?.readyTotal ?? '', age(run.metadata.creationTimestamp, now),
    ...(wide ? [...details(run, options), whole(reason, message)] : [word === reason ? '' : reason]),
  ];
}

function details(run: Run, { now, figures = false }: RowOptions): string[] {
  return [String(run.status?.exitCode ?? ''), skew(run), ran(run, now), ...(figures ? figureCells(run) : [])];
}

function figureCells({ status }: Run): string[] {
  const { requests, requestsFailed, p95Milliseconds } = status?.summary ?? {};
  return [
    String(requests ?? ''), requestsFailed === undefined ? '' : percent(requestsFailed), p95Milliseconds === undefined ? '' : duration(p95Milliseconds),
  ];
}

/** What the other commands take for this run: a bare name means a K6. */
export function reference({ kind, metadata: { name } }: Run): string {
  return kind === 'TestRun' ? `testrun/${name}` : name;
}

/** As kubectl shows them. */
export function labelsText({ metadata: { labels = {} } }: Run): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

function whole(reason: string, message: string): string {
  return [reason, message].filter((part) => part !== '').join(': ');
}

export function skew({ status }: Run): string {
  const ms = status?.start?.skewMilliseconds;
  return ms === undefined ? '' : `${Number(ms.toFixed(1))}ms`;
}

/** How long the test took, or has been on. */
export function ran(run: Run, now: number): string {
  const start = Date.parse(run.status?.start?.time ?? '');
  if (Number.isNaN(start)) return '';
  const end = Date.parse(run.status?.finishedAt ?? '');
  return span((isOver(run) && !Number.isNaN(end) ? end : now) - start);
}
