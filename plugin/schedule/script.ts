import { parse } from 'yaml';
import type { Run } from '../../api/run.ts';
import { scriptFault } from '../../controller/gather/script.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';

/**
 * What the run's script lacks in the cluster, as the operator would say it; undefined where it is all there, or nobody may look.
 * @param manifest one that was checked
 * @throws KubeError
 */
export async function missingScript(client: Client, namespace: string, manifest: string): Promise<string | undefined> {
  const run = parse(manifest) as Run;
  try {
    return await scriptFault({ ...run, metadata: { ...run.metadata, namespace } }, client, new AbortController().signal);
  } catch (error) {
    if (isKubeError(error, 'Forbidden')) return undefined;
    throw error;
  }
}
