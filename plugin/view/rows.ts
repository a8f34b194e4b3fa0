import type { Run } from '../../api/run.ts';
import type { Paint } from '../output/paint.ts';
import { age, span } from './time.ts';
import { isOver, verdictOf } from './verdict.ts';

export interface RowOptions {
  now: number;
  wide: boolean;
  /** With a column for it, where runs of several namespaces are shown. */
  namespaces: boolean;
  /** With a column for them. Default false. */
  labels?: boolean | undefined;
  paint: Paint;
}

export function rowHeaders({ wide, namespaces, labels = false }: RowOptions): string[] {
  const extra = wide ? ['EXIT', 'SKEW', 'RAN', 'WHY'] : ['WHY'];
  return [...(namespaces ? ['NAMESPACE'] : []), 'NAME', 'VERDICT', 'STAGE', 'RUNNERS', 'AGE', ...extra, ...(labels ? ['LABELS'] : [])];
}

/** One run in a list. */
export function row(run: Run, options: RowOptions): string[] {
  return [...cells(run, options), ...(options.labels === true ? [labelsText(run)] : [])];
}

function cells(run: Run, { now, wide, namespaces, paint }: RowOptions): string[] {
  const { word, tone, reason = '', message } = verdictOf(run);
  const { stage = '', runners, exitCode = '' } = run.status ?? {};
  const details = [String(exitCode), skew(run), ran(run, now), whole(reason, message)];
  return [
    ...(namespaces ? [run.metadata.namespace] : []),
    reference(run), paint(tone, word), stage, runners?.readyTotal ?? '', age(run.metadata.creationTimestamp, now),
    ...(wide ? details : [word === reason ? '' : reason]),
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
