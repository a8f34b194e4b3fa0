import { describe, expect, it } from '@jest/globals';
import { nextTimes } from '../../../../plugin/schedule/cron/next.ts';
import { parseCron } from '../../../../plugin/schedule/cron/parse.ts';

/** What robfig/cron v3, which Kubernetes reads schedules with, says of the same expression, zone and time. */
const asKubernetes: [string, string, string, string[]][] = [
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-30T00:30', '2026-03-31T00:30']],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-25T01:30', '2026-10-26T01:30']],
  ['30 * * * *', 'America/New_York', '2026-03-08T05:45:00Z', ['2026-03-08T06:30', '2026-03-08T07:30']],
  ['0 0 13 * 5', 'UTC', '2026-03-10T00:00:00Z', ['2026-03-13T00:00', '2026-03-20T00:00']],
  ['0 0 */2 * 1', 'UTC', '2026-03-28T12:00:00Z', ['2026-03-29T00:00', '2026-03-30T00:00', '2026-03-31T00:00', '2026-04-01T00:00', '2026-04-03T00:00']],
  ['0 0 29 2 *', 'UTC', '2026-03-01T00:00:00Z', ['2028-02-29T00:00', '2032-02-29T00:00']],
  ['*/20 9-10 * JUN mon-fri', 'Asia/Kolkata', '2026-06-05T05:00:00Z', ['2026-06-05T05:10', '2026-06-08T03:30']],
];

const minute = (time: Date): string => time.toISOString().slice(0, 16);

describe('the next times of a schedule', () => {
  it.each(asKubernetes)('%s in %s are those of Kubernetes', (expression, timeZone, now, expected) => {
    const times = nextTimes(parseCron(expression), { timeZone, now: new Date(now), count: expected.length });
    expect(times.map(minute)).toEqual(expected);
  });

  it('come after now, not at it', () => {
    expect(nextTimes(parseCron('0 * * * *'), { timeZone: 'UTC', now: new Date('2026-01-01T00:00:00Z'), count: 1 }).map(minute)).toEqual(['2026-01-01T01:00']);
  });

  it('are none for a day that there is not', () => {
    expect(nextTimes(parseCron('0 0 30 2 *'), { timeZone: 'UTC', now: new Date('2026-01-01T00:00:00Z'), count: 3 })).toEqual([]);
  });

  it('of a span are counted from the last one', () => {
    const [now, since] = [new Date('2026-01-01T01:10:00Z'), new Date('2026-01-01T00:00:00Z')];
    expect(nextTimes(parseCron('@every 30m'), { timeZone: 'UTC', now, since, count: 2 }).map(minute)).toEqual(['2026-01-01T01:30', '2026-01-01T02:00']);
  });
});
