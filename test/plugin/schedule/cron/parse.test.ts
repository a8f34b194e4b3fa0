import { describe, expect, it } from '@jest/globals';
import { parseCron } from '../../../../plugin/schedule/cron/parse.ts';

describe('a cron expression', () => {
  it.each([
    ['60 * * * *', 'minute: 60 is not from 0 to 59'],
    ['* 24 * * *', 'hour: 24 is not from 0 to 23'],
    ['* * 0 * *', 'day of month: 0 is not from 1 to 31'],
    ['* * * 13 *', 'month: 13 is not from 1 to 12'],
    ['* * * * 7', 'day of week: 7 is not from 0 to 6; Sunday is 0'],
    ['* * * foo *', 'month: "foo" is not a number and not one of JAN, FEB'],
    ['5-2 * * * *', 'minute: "5-2" begins after its end'],
    ['*/0 * * * *', 'minute: the step "0" is not a whole number from 1 up'],
    ['1/2/3 * * * *', 'minute: "1/2/3" has more than one "/"'],
    ['1-2-3 * * * *', 'minute: "1-2-3" has more than one "-"'],
    ['1,,2 * * * *', 'minute: a number is missing'],
    ['-1 * * * *', 'minute: a number is missing'],
    ['L * * * *', 'minute: "L" is not a number'],
    ['* * * * FRI#2', 'day of week: "FRI#2" is not a number'],
    ['* * * *', '4 fields; there must be 5 (minute, hour, day of month, month, day of week)'],
    ['0 * * * * *', '6 fields; there must be 5 (minute, hour, day of month, month, day of week); a CronJob has no seconds'],
    ['', '0 fields'],
    ['@often', '"@often" is not one of @yearly'],
    ['@every soon', '@every: "soon" is not a duration'],
    ['@every 10ms', '@every: "10ms" is not a duration'],
    ['TZ=Europe/Berlin 0 2 * * *', 'a CronJob refuses TZ= in the schedule; give the zone by --time-zone'],
    ['CRON_TZ=UTC @daily', 'a CronJob refuses TZ='],
  ])('%j is refused, and the message names the field', (text, message) => {
    expect(() => parseCron(text)).toThrow(message);
  });

  it.each([
    ['1-3 * * * *', '1-1/1,2-2/1,3-3/1 * * * *'],
    ['0 */6 * * *', '0-0/1 0,6,12,18 * * *'],
    ['0 20/2 * * *', '0-0/1 20,22 * * *'],
    ['0 0 1 jan-mar Mon,FRI', '0-0/1 0 1 1,2,3 1,5'],
    ['0 0 ? * ?', '0-0/1 0 * * *'],
    ['0 0 *,5 * *', '0-0/1 0 * * *'],
    ['  0   0 * *  1 ', '0-0/1 0 * * 1'],
    ['@weekly', '0-0/1 0 * * 0'],
  ])('%j is understood as Kubernetes does', (text, pattern) => {
    expect(parseCron(text)).toEqual({ kind: 'calendar', pattern });
  });

  it('with a step of its own is a choice of days, so that either day counts', () => {
    expect(parseCron('0 0 */10 * 1')).toEqual({ kind: 'calendar', pattern: '0-0/1 0 1,11,21,31 * 1' });
  });

  it('may be a span instead', () => {
    expect(parseCron('@every 1h30m')).toEqual({ kind: 'every', seconds: 5400 });
  });
});
