import type { Run } from '../../api/run.ts';
import type { Paint } from '../output/paint.ts';
import { age, span } from './time.ts';
import { isOver, verdictOf } from './verdict.ts';

export interface RowOptions {
  now: number;
  wide: boolean;
  /** With a column for it, where runs of several namespaces are shown. */
  namespaces: boolean;
  paint: Paint;
}

export function rowHeaders({ wide, namespaces }: RowOptions): string[] {
  const extra = wide ? ['EXIT', 'SKEW', 'RAN', 'WHY'] : ['WHY'];
  return [...(namespaces ? ['NAMESPACE'] : []), 'NAME', 'VERDICT', 'STAGE', 'RUNNERS', 'AGE', ...extra];
}

/** One run in a list. */
export function row(run: Run, options: RowOptions): string[] {
  const { now, wide, namespaces, paint } = options;
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
