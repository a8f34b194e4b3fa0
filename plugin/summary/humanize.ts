import type { SummaryMetric } from '../../api/summary/merged.ts';

/** What a value is of, which decides how it is written. */
export type Measure = Pick<SummaryMetric, 'type' | 'contains'>;

/** k6's `summaryTimeUnit`; anything else leaves the unit to the size. */
const timeUnits: Record<string, { sign: string; perMillisecond: number }> = {
  s: { sign: 's', perMillisecond: 0.001 }, ms: { sign: 'ms', perMillisecond: 1 }, us: { sign: 'µs', perMillisecond: 1000 },
};

/**
 * A value as k6's summary writes it: shares of 1 in percent, cut off and not rounded; bytes in units of 1000; milliseconds in the unit wanted or
 * in the one that fits; other numbers with six digits behind the point at most.
 */
export function humanize(value: number, { type, contains }: Measure, timeUnit: string): string {
  if (type === 'rate') return percent(value);
  if (contains === 'data') return bytes(value);
  return contains === 'time' ? duration(value, timeUnit) : plain(value, 6);
}

/** A share of 1: `97.50%`. */
export function percent(share: number): string {
  return `${(Math.trunc(share * 100 * 100) / 100).toFixed(2)}%`;
}

/** @param milliseconds in the unit `timeUnit` (s, ms, us) where that is one */
export function duration(milliseconds: number, timeUnit = ''): string {
  const unit = Object.hasOwn(timeUnits, timeUnit) ? timeUnits[timeUnit] : undefined;
  return unit === undefined ? fittingDuration(milliseconds) : `${(milliseconds * unit.perMillisecond).toFixed(2)}${unit.sign}`;
}

function fittingDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 0.001) return `${Math.trunc(ms * 1_000_000)}ns`;
  if (ms < 1) return `${cut(ms * 1000, 2)}µs`;
  if (ms < 1000) return `${cut(ms, 2)}ms`;
  const seconds = `${cut((ms % 60_000) / 1000, ms > 60_000 ? 0 : 2)}s`;
  const minutes = Math.trunc(ms / 60_000);
  if (minutes < 1) return seconds;
  const hours = Math.trunc(minutes / 60);
  return `${hours < 1 ? '' : `${hours}h`}${minutes % 60}m${seconds}`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

/** `84 kB`, with one digit behind the point below ten. */
export function bytes(count: number): string {
  if (count < 10) return `${count} B`;
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log(count) / Math.log(1000)));
  const value = Math.floor((count / 1000 ** power) * 10 + 0.5) / 10;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${byteUnits[power] ?? ''}`;
}

/** Without zeros at the end. */
export function plain(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

function cut(value: number, digits: number): string {
  const scale = 10 ** digits;
  return plain(Math.trunc(scale * value) / scale, digits);
}
