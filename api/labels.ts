/** Labels and annotations that this project sets on what it makes; the first two are upstream's, so existing selectors keep working. */
export const labels = {
  /** On every child: `app: k6`. */
  app: 'app',
  /** The run's name. */
  run: 'k6_cr',
  /** `"true"` on runner Jobs and pods alone. */
  runner: 'runner',
  /** The runner's 1-based index. */
  runnerIndex: 'k6.io/runner-index',
  /** Which part of a run a child is: runner, starter, initializer, stopper, teardown or summary. */
  role: 'k6.io/role',
  /** Who looks after the object. */
  managedBy: 'k6.io/managed-by',
  /** The schedule that a run was made by; on everything that a schedule consists of, too. */
  schedule: 'k6.io/schedule',
} as const;

export const appLabel = 'k6';
export const manager = 'k6-operator';

export const annotations = {
  /** On `<name>-summary`: the UID of the run it tells of, since its name is reused by the next run. */
  runUid: 'k6.io/run-uid',
  /** On a scheduled run: the UID of the Job that carries it out, so that the Job's next pod goes on with it where this one is lost. */
  scheduledBy: 'k6.io/scheduled-by',
  /** On a schedule's CronJob: kind and name of its run, such as `K6/nightly`. */
  scheduledRun: 'k6.io/scheduled-run',
} as const;

export const roles = ['runner', 'starter', 'initializer', 'stopper', 'teardown', 'summary'] as const;
export type Role = (typeof roles)[number];
