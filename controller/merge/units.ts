import { parseMetricName } from './names.ts';
import type { Metrics } from './types.ts';

/** A trend's line in k6's text summary: `    my_trend....: count=3 avg=51.41ms …`. */
const trendLine = /^ {4}([A-Za-z_]\w{0,127})\.+: (?:\S+ +){0,4}?avg=(\S+)/gm;
/** Such as `51.41ms`, `1m2s` and `0s`; k6 writes plain numbers without a unit. */
const time = /^-?\d[\d.]*(?:µs|us|ms|s|m\d|h\d)/;

/**
 * Lets the trends of the script's own that hold times say so: k6's export does not tell, but k6 prints them with a unit in its text summary, where that
 * is in the log. Changes `metrics`.
 */
export function tellTimes(metrics: Metrics, log: string): void {
  const unknown = [...metrics].filter(([, series]) => series.type === 'trend' && series.contains === 'default');
  if (unknown.length === 0) return;
  const times = new Set([...log.matchAll(trendLine)].flatMap(([, name = '', average = '']) => (time.test(average) ? [name] : [])));
  for (const [name, series] of unknown) {
    if (series.type === 'trend' && times.has(parseMetricName(name).base)) series.contains = 'time';
  }
}
