import { positive, type Environment } from './environment.ts';

/** What the installation decides for every run; controller and webhook must agree on it. */
export interface Site {
  /** The k6 image for runs that name none. */
  runnerImage: string;
  /** The most runners that one run may have. */
  maxParallelism: number;
}

/** @throws Error that names the variable whose value cannot be used */
export function readSite(env: Environment): Site {
  return {
    runnerImage: env['K6_RUNNER_IMAGE'] || 'loadimpact/k6:latest',
    maxParallelism: positive(env, 'MAX_PARALLELISM', 1000),
  };
}
