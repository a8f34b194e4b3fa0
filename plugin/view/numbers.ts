import type { SummaryStatus } from '../../api/status.ts';
import { bytes, duration, percent, plain } from '../summary/humanize.ts';
import { age } from './time.ts';

export interface Figure {
  name: string;
  value: string;
}

/** The whole run in few numbers, for a person; what is not known is left out. */
export function figuresOf(summary: SummaryStatus, now: number): Figure[] {
  const { checksPassed, checksFailed, dataReceivedBytes, dataSentBytes } = summary;
  const figures = [
    { name: 'Numbers', value: whence(summary, now) },
    { name: 'VUs', value: count(summary.vus) },
    { name: 'Iterations', value: withRate(summary.iterations, summary.iterationsPerSecond) },
    { name: 'Requests', value: requests(summary) },
    { name: 'Checks', value: joined([labelled(count(checksPassed), 'passed'), labelled(count(checksFailed), 'failed')]) },
    { name: 'Data', value: joined([labelled(size(dataReceivedBytes), 'received'), labelled(size(dataSentBytes), 'sent')]) },
  ];
  return figures.filter(({ value }) => value !== '');
}

/** The same, shorter, in one line for a log, with the little that tells how a run goes. */
export function numbersLine(summary: SummaryStatus): string {
  return joined([
    labelled(count(summary.vus), summary.vus === 1 ? 'VU' : 'VUs'), withRate(summary.iterations, summary.iterationsPerSecond, 'iteration'),
    withRate(summary.requests, summary.requestsPerSecond, 'request'), failedShare(summary), p95(summary),
  ]);
}

function whence({ final, runnersReported, time }: SummaryStatus, now: number): string {
  const runners = `of ${runnersReported} ${runnersReported === 1 ? 'runner' : 'runners'}`;
  return final ? `final, ${runners}` : `not final, ${runners}, ${age(time, now)} ago`;
}

function requests(summary: SummaryStatus): string {
  return joined([withRate(summary.requests, summary.requestsPerSecond), failedShare(summary), p95(summary)]);
}

function failedShare({ requestsFailed }: SummaryStatus): string {
  return requestsFailed === undefined ? '' : `${percent(requestsFailed)} failed`;
}

function p95({ p95Milliseconds }: SummaryStatus): string {
  return p95Milliseconds === undefined ? '' : `p95 ${duration(p95Milliseconds)}`;
}

function withRate(total: number | undefined, perSecond: number | undefined, unit?: string): string {
  if (total === undefined) return '';
  const word = unit === undefined ? '' : ` ${unit}${total === 1 ? '' : 's'}`;
  return `${count(total)}${word}${perSecond === undefined ? '' : ` (${plain(perSecond, 1)}/s)`}`;
}

function labelled(value: string, word: string): string {
  return value === '' ? '' : `${value} ${word}`;
}

function count(value: number | undefined): string {
  return value === undefined ? '' : plain(value, 0);
}

function size(value: number | undefined): string {
  return value === undefined ? '' : bytes(value);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
