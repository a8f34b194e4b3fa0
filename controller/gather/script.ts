import type { Run } from '../../api/run.ts';
import { parseScript } from '../../api/script.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps } from '../../kube/resources.ts';

/**
 * Why the script's ConfigMap cannot be mounted, or undefined where it can. The other sources cannot be looked into from here:
 * a claim that is missing keeps the pod unschedulable, a file that is missing fails the initializer.
 */
export async function scriptFault(run: Run, client: Client, signal: AbortSignal): Promise<string | undefined> {
  const name = configMapName(run);
  if (name === undefined) return undefined;
  const { namespace } = run.metadata;
  const file = parseScript(run.spec.script).file ?? '';
  try {
    const { data, binaryData } = await client.get(configMaps, { namespace, name }, signal);
    const files = [...Object.keys(data ?? {}), ...Object.keys(binaryData ?? {})];
    if (files.includes(file)) return undefined;
    return `ConfigMap "${name}" has no key "${file}"; it has ${files.length === 0 ? 'none' : files.toSorted().join(', ')}`;
  } catch (error) {
    if (!isKubeError(error, 'NotFound')) throw error;
    return `ConfigMap "${name}" does not exist in namespace "${namespace}"`;
  }
}

/** Undefined also where the source has no name: that is for validation to tell. */
function configMapName({ spec: { script } }: Run): string | undefined {
  return script.volumeClaim?.name ? undefined : script.configMap?.name || undefined;
}
