import type { RunStatus } from '../../api/status.ts';
import type { Kubectl } from './kubectl.ts';
import { isOver, progressLine } from './report.ts';

/** Prints a line whenever a run gets on. Resolves with its status when it is over, or with the last one seen after `seconds`. */
export async function follow(kubectl: Kubectl, name: string, seconds: number): Promise<RunStatus> {
  const start = performance.now();
  const signal = AbortSignal.timeout(seconds * 1000);
  let shown = '';
  let last: RunStatus = {};
  while (!signal.aborted) {
    for await (const status of kubectl.statuses<RunStatus>('k6s.k6.io', name, signal)) {
      const line = progressLine(status);
      if (line !== shown) console.log(`  ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${line}`);
      shown = line;
      last = status;
      if (isOver(status)) return status;
    }
  }
  return last;
}
