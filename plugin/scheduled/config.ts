/** What the CronJob's pod tells the process, and how long it waits for others. */
export interface ScheduledConfig {
  schedule: string;
  /** Path of the run's manifest. */
  manifest: string;
  namespace: string;
  /** The same for each pod of one Job. */
  jobUid: string;
  /** For the API server to be reachable, s. */
  connectSeconds: number;
  /** For the last run and all it made to be gone, s. */
  cleanupSeconds: number;
  /** For the operator to take the run up, s. */
  pickupSeconds: number;
  /** For the run to end once it was told to stop, s; less than the pod's grace period. */
  stopSeconds: number;
}

type Environment = Record<string, string | undefined>;

/** @throws Error that names the variable whose value cannot be used */
export function readConfig(env: Environment): ScheduledConfig {
  return {
    schedule: required(env, 'K6_SCHEDULE'),
    manifest: required(env, 'K6_MANIFEST'),
    namespace: required(env, 'POD_NAMESPACE'),
    jobUid: required(env, 'JOB_UID'),
    connectSeconds: seconds(env, 'CONNECT_SECONDS', 60),
    cleanupSeconds: seconds(env, 'CLEANUP_SECONDS', 600),
    pickupSeconds: seconds(env, 'PICKUP_SECONDS', 300),
    stopSeconds: seconds(env, 'STOP_SECONDS', 45),
  };
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set; the CronJob that kubectl k6 schedule makes sets it`);
  return value;
}

function seconds(env: Environment, name: string, otherwise: number): number {
  const text = env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} is "${text}"; it must be a number of seconds above 0`);
  return value;
}
