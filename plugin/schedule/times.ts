import { exitCodes, Failure } from '../errors/failure.ts';
import { span } from '../view/time.ts';
import { CronFault } from './cron/field.ts';
import { nextTimes } from './cron/next.ts';
import { parseCron, type CronSchedule } from './cron/parse.ts';
import { inZone, timeZoneFault } from './cron/timezone.ts';

/**
 * Reads schedule and time zone.
 * @throws Failure (usage) that names the flag, and of a cron expression the field; also for a schedule that never comes
 */
export function checkTimes(schedule: string, timeZone: string, now: Date): CronSchedule {
  const zoneFault = timeZoneFault(timeZone);
  if (zoneFault !== undefined) throw new Failure(`--time-zone: ${zoneFault}`, { exitCode: exitCodes.usage });
  const parsed = parse(schedule);
  if (nextTimes(parsed, { timeZone, now, count: 1 }).length === 0) {
    throw new Failure(`--cron "${schedule}": there is no such day`, { exitCode: exitCodes.usage });
  }
  return parsed;
}

function parse(schedule: string): CronSchedule {
  try {
    return parseCron(schedule);
  } catch (error) {
    if (!(error instanceof CronFault)) throw error;
    const hint = 'write minute, hour, day of month, month and day of week, as in "0 2 * * 1-5", or @hourly, @daily, @weekly';
    throw new Failure(`--cron "${schedule}": ${error.message}`, { exitCode: exitCodes.usage, hint, cause: error });
  }
}

/** The next times, one line for each. */
export function timeLines(schedule: CronSchedule, { timeZone, now, count }: { timeZone: string; now: Date; count: number }): string[] {
  return nextTimes(schedule, { timeZone, now, count }).map((time) => timeLine(time, timeZone, now));
}

/** A time as clocks in the zone show it, and how far off it is. */
export function timeLine(time: Date, timeZone: string, now: Date): string {
  return `${inZone(time, timeZone)} ${timeZone}   in ${span(time.getTime() - now.getTime())}`;
}
