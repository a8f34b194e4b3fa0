import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isEnded, type ChildState } from '../observe/state.ts';

/** The options of a script, with many scenarios, have some thousand lines. */
const tailLines = 50_000;
const limitMilliseconds = 10_000;

/** What an initializer that ended well printed; undefined where that cannot be had, since the run can do without. */
export async function initializerLog(run: Run, initializer: ChildState, client: Client, signal: AbortSignal): Promise<string | undefined> {
  if (!isEnded(initializer) || initializer.exitCode !== 0 || !initializer.pod) return undefined;
  const { namespace } = run.metadata;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(limitMilliseconds)]);
  try {
    return await client.podLog({ namespace, name: initializer.pod.name }, { container: 'k6', tailLines, signal: deadline });
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}
