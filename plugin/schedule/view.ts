import { annotations } from '../../api/labels.ts';
import type { Run } from '../../api/run.ts';
import type { CronJob } from '../../kube/resources.ts';
import type { Paint } from '../output/paint.ts';
import { age, span } from '../view/time.ts';
import { verdictOf } from '../view/verdict.ts';
import { nextTimes } from './cron/next.ts';
import { parseCron } from './cron/parse.ts';

export interface ScheduleRowOptions {
  now: Date;
  namespaces: boolean;
  paint: Paint;
  /** The scheduled runs that there are. */
  runs: readonly Run[];
}

export function scheduleHeaders({ namespaces }: Pick<ScheduleRowOptions, 'namespaces'>): string[] {
  return [...(namespaces ? ['NAMESPACE'] : []), 'NAME', 'SCHEDULE', 'TIME ZONE', 'STATE', 'NEXT', 'LAST', 'RUN', 'VERDICT', 'AGE'];
}

/** One schedule in a list. */
export function scheduleRow(cronJob: CronJob, options: ScheduleRowOptions): string[] {
  const { metadata = {}, spec } = cronJob;
  return [
    ...(options.namespaces ? [metadata.namespace ?? ''] : []),
    metadata.name ?? '',
    spec.schedule,
    zoneOf(cronJob),
    ...times(cronJob, options),
    metadata.annotations?.[annotations.scheduledRun] ?? '',
    verdict(cronJob, options),
    age(metadata.creationTimestamp, options.now.getTime()),
  ];
}

function times(cronJob: CronJob, { now, paint }: ScheduleRowOptions): string[] {
  const { active = [], lastScheduleTime } = cronJob.status ?? {};
  const [next] = nextOf(cronJob, now, 1);
  const busy = active.length > 0 ? paint('busy', 'Running') : 'Waiting';
  return [
    cronJob.spec.suspend === true ? paint('caution', 'Suspended') : busy,
    next === undefined ? '' : `in ${span(next.getTime() - now.getTime())}`,
    lastScheduleTime === undefined ? '' : `${age(lastScheduleTime, now.getTime())} ago`,
  ];
}

function verdict(cronJob: CronJob, { runs, paint }: ScheduleRowOptions): string {
  const run = runs.find((candidate) => isRunOf(candidate, cronJob));
  if (run === undefined) return '';
  const { tone, word } = verdictOf(run);
  return paint(tone, word);
}

/** When the schedule is due next; not at all while it is suspended, or where its expression was changed into one that cannot be read. */
export function nextOf(cronJob: CronJob, now: Date, count: number): Date[] {
  const { metadata, spec, status } = cronJob;
  if (spec.suspend === true) return [];
  const since = new Date(status?.lastScheduleTime ?? metadata?.creationTimestamp ?? now);
  try {
    return nextTimes(parseCron(spec.schedule), { timeZone: zoneOf(cronJob), now, since, count });
  } catch {
    return [];
  }
}

/** Where a CronJob names no zone, its controller's counts, which is UTC nearly everywhere. */
export function zoneOf({ spec }: CronJob): string {
  return spec.timeZone ?? 'UTC';
}

function isRunOf({ kind, metadata }: Run, cronJob: CronJob): boolean {
  return metadata.namespace === cronJob.metadata?.namespace && `${kind}/${metadata.name}` === cronJob.metadata.annotations?.[annotations.scheduledRun];
}
