import { Cron } from 'croner';
import type { CronSchedule } from './parse.ts';

export interface Times {
  /** An IANA name. */
  timeZone: string;
  /** The times come after this. */
  now: Date;
  /** What `@every` counts from; `now` when missing. */
  since?: Date | undefined;
  count: number;
}

/** The next times at which a schedule is due; fewer than `count`, or none, where no more come within the next centuries. */
export function nextTimes(schedule: CronSchedule, { timeZone, now, since = now, count }: Times): Date[] {
  if (schedule.kind === 'calendar') return new Cron(schedule.pattern, { mode: '5-part', timezone: timeZone, paused: true }).nextRuns(count, now);
  const period = schedule.seconds * 1000;
  const passed = Math.floor(Math.max(0, now.getTime() - since.getTime()) / period);
  return Array.from({ length: count }, (_, index) => new Date(since.getTime() + (passed + index + 1) * period));
}
