/** What one runner's own end-of-test summary says of its share of the load. */
export interface RunnerSummary {
  /** 1-based. */
  runner: number;
  /** The most VUs that k6 had running at a time; absent where the log has no such line. */
  vus?: number;
  /** HTTP requests that k6 made. */
  requests?: number;
}

/**
 * Reads the runners' summaries from the data of `<name>-summary`, in the runners' order.
 * The form of the lines is that of k6's text summary: `vus......: 10 min=10 max=10`.
 */
export function readSummaries(data: Record<string, string>): RunnerSummary[] {
  return Object.entries(data)
    .flatMap(([key, log]) => {
      const runner = /^runner-(\d+)\.log$/.exec(key)?.[1];
      return runner === undefined ? [] : [{ runner: Number(runner), ...read(log) }];
    })
    .toSorted((a, b) => a.runner - b.runner);
}

function read(log: string): Omit<RunnerSummary, 'runner'> {
  const vus = /^ *vus\.*: .*\bmax=(\d+)/m.exec(log)?.[1];
  const requests = /^ *http_reqs\.*: (\d+)/m.exec(log)?.[1];
  return {
    ...(vus === undefined ? {} : { vus: Number(vus) }),
    ...(requests === undefined ? {} : { requests: Number(requests) }),
  };
}
