import type { ScheduleOptions } from '../../../plugin/schedule/options.ts';

/** A schedule like one that a user makes, with what a test is about changed. */
export function scheduleOptions(changes: Partial<ScheduleOptions> = {}): ScheduleOptions {
  return {
    name: 'nightly',
    namespace: 'load',
    run: { kind: 'K6', name: 'checkout', manifest: 'kind: K6\n' },
    schedule: '0 2 * * *',
    timeZone: 'Europe/Berlin',
    image: 'k6-operator:1',
    imagePullSecrets: [],
    startingDeadlineSeconds: 300,
    history: { succeeded: 3, failed: 4 },
    ...changes,
  };
}
