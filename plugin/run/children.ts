import type { Job } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import { initializerJob } from '../../controller/jobs/initializer/job.ts';
import { isPaused } from '../../controller/jobs/runner/command.ts';
import { runnerJob } from '../../controller/jobs/runner/job.ts';
import { starterJob } from '../../controller/jobs/starter/job.ts';
import type { Settings } from '../../controller/settings.ts';

/** What stands where only the cluster will know. */
export const unknownUid = '00000000-0000-0000-0000-000000000000';

/** The Jobs that the controller makes of a run, in their order; the starter gets its addresses when there are pods. */
export function jobsOf(run: Run, settings: Settings): Job[] {
  const total = run.spec.parallelism ?? 1;
  const indexes = Array.from({ length: total }, (_, at) => at + 1);
  const targets = indexes.map((index) => ({ index, ip: 'POD_IP' }));
  return [
    ...(run.spec.initializer?.disabled === true ? [] : [initializerJob(run, settings)]),
    ...indexes.map((index) => runnerJob(run, index, { total, settings })),
    ...(isPaused(run) ? [starterJob(run, { action: 'start', targets, timeoutSeconds: run.spec.startDeadlineSeconds ?? 600 }, settings)] : []),
  ];
}
