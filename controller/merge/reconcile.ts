import type { SummarySource } from '../../api/status.ts';
import { compareCounts, type Losses } from './losses.ts';
import { mergeExports, type Merged } from './merge.ts';
import { withStreamed, type Streamed } from './missing.ts';
import { byName, parseMetricName } from './names.ts';
import { percent, runnersList } from './sentences.ts';
import type { Metrics, RunnerExport, Series, StreamData } from './types.ts';

/** The final truth of a run, and what is not known of it. */
export interface Reconciled extends Merged {
  source: SummarySource;
  /** What is missing or not exact, and why; a sentence each. */
  notes: string[];
  /** 1-based: the runners without a final summary. */
  missing: number[];
}

export interface Told {
  exports: readonly RunnerExport[];
  stream: StreamData | undefined;
  /** How many there are. */
  runners: number;
  /** From the run's start to its end, for when no runner tells how long it took; 0 where that is not known. */
  elapsedMilliseconds?: number;
}

/**
 * Holds the runners' final summaries and their stream against each other. What the summaries say holds; the stream makes percentiles of it narrower where it
 * has lost nothing, and stands in for runners without a summary. Whatever is missing is told in the notes.
 */
export function reconcile({ exports, stream, runners, elapsedMilliseconds = 0 }: Told): Reconciled {
  const reported = new Set(exports.map(({ runner }) => runner));
  const missing = Array.from({ length: runners }, (_, at) => at + 1).filter((runner) => !reported.has(runner));
  const streamed = stream !== undefined && stream.metrics.size > 0 ? stream : undefined;
  const merged = mergeExports(exports);
  const withDuration = { ...merged, durationMilliseconds: merged.durationMilliseconds > 0 ? merged.durationMilliseconds : elapsedMilliseconds };
  if (streamed === undefined) return { ...withDuration, source: 'Summaries', notes: missingNotes(missing, runners), missing };
  if (exports.length === 0) return fromStream(streamed, { runners, missing, elapsedMilliseconds });
  const losses = compareCounts(exports, streamed);
  const narrowed = { ...withDuration, metrics: withContains(withBuckets(merged.metrics, streamed, losses), streamed) };
  const silent = missing.filter((runner) => !streamed.runners.has(runner));
  const heard = missing.filter((runner) => streamed.runners.has(runner));
  const whole: Streamed = heard.length === 0 ? { ...narrowed, left: [] } : withStreamed(narrowed, { stream: streamed, losses, heard });
  const { left, ...rest } = whole;
  const notes = [...lossNotes(losses), ...heardNotes(heard, left, streamed.complete), ...missingNotes(silent, runners)];
  return { ...rest, source: 'StreamAndSummaries', notes, missing };
}

const cutStream = 'the stream was not heard from the start of the run: what came before is missing';

function fromStream(stream: StreamData, { runners, missing, elapsedMilliseconds }: { runners: number; missing: number[]; elapsedMilliseconds: number }): Reconciled {
  const silent = missing.filter((runner) => !stream.runners.has(runner));
  const notes = [
    'no runner left a final summary: all numbers are those that the runners streamed',
    ...(stream.complete ? [] : [cutStream]),
    ...missingNotes(silent, runners),
  ];
  const { metrics, checks, groups } = stream;
  return { metrics, checks, groups, durationMilliseconds: elapsedMilliseconds, source: 'Stream', notes, missing };
}

/** Buckets of exactly the samples that the summaries count. */
function withBuckets(metrics: Metrics, stream: StreamData, { heardAll }: Losses): Metrics {
  return mapSeries(metrics, (series, name) => {
    const heard = stream.metrics.get(name);
    if (series.type !== 'trend' || heard?.type !== 'trend' || heard.buckets === undefined) return series;
    return heardAll(name) && heard.count === series.count ? { ...series, buckets: heard.buckets } : series;
  });
}

/** A summary does not say what a custom metric holds; the stream does. */
function withContains(metrics: Metrics, stream: StreamData): Metrics {
  return mapSeries(metrics, (series, name) => {
    const heard = byName(stream.metrics, name) ?? stream.metrics.get(parseMetricName(name).base);
    if (series.type === 'rate' || series.contains !== 'default' || heard === undefined || heard.type === 'rate') return series;
    return { ...series, contains: heard.contains };
  });
}

function mapSeries(metrics: Metrics, change: (series: Series, name: string) => Series): Metrics {
  return new Map([...metrics].map(([name, series]) => [name, change(series, name)]));
}

function lossNotes({ lost, added, counters, runners }: Losses): string[] {
  const whose = `(${runnersList(runners)})`;
  const instead = 'percentiles come from the runners\' own summaries';
  return [
    ...(lost > 0 ? [`the stream lost ${percent(lost)} of the samples ${whose}: ${instead}`] : []),
    ...(added > 0 ? [`the stream has ${percent(added)} of samples too many ${whose}: ${instead}`] : []),
    ...(counters.length > 0 && lost === 0 && added === 0 ? [`the stream has other sums of ${listed(counters)} than the runners ${whose}: the runners' own count`] : []),
  ];
}

function heardNotes(heard: readonly number[], left: readonly string[], complete: boolean): string[] {
  if (heard.length === 0) return [];
  const whose = runnersList(heard);
  return [
    `${whose} left no final summary: what is told of ${heard.length === 1 ? 'it' : 'them'} was streamed, and may lack the last second`,
    ...(complete ? [] : [cutStream]),
    ...(left.length > 0 ? [`the samples of ${whose} are not in ${listed(left)}: the stream lost some of the other runners' samples`] : []),
  ];
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}

function missingNotes(missing: readonly number[], runners: number): string[] {
  if (missing.length === 0) return [];
  if (missing.length === runners) return ['no runner left a final summary, and none streamed anything: there are no numbers'];
  return [`${runnersList(missing)} left no final summary and streamed nothing: ${missing.length === 1 ? 'its' : 'their'} numbers are missing`];
}
