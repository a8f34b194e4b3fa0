import { isDeepStrictEqual } from 'node:util';
import type { Run } from '../../api/run.ts';
import type { RunStatus } from '../../api/status.ts';
import type { Client } from '../../kube/client.ts';
import { k6s, testRuns } from '../../kube/resources.ts';

/**
 * Writes the status of the very version that was planned on: where somebody else wrote in between, the API server answers Conflict
 * and the next pass starts from what is there then. That also keeps a leader that lost its lease from writing over its successor.
 */
export async function writeStatus(client: Client, run: Run, status: RunStatus, signal: AbortSignal): Promise<Run> {
  return client.replace(run.kind === 'K6' ? k6s : testRuns, { ...run, status }, { subresource: 'status', signal });
}

export function isSame(before: RunStatus, after: RunStatus): boolean {
  return isDeepStrictEqual(before, after);
}
