import type { ConfigMap } from '../../api/kubernetes.ts';
import { labels } from '../../api/labels.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps } from '../../kube/resources.ts';
import { resourceOf } from '../connect/findrun.ts';
import { Failure } from '../errors/failure.ts';
import { clientName, type Draft } from './draft.ts';
import type { Prepared } from './prepare.ts';

/** What is in the cluster now. */
export interface Launched {
  run: Run;
  configMap?: ConfigMap;
}

/**
 * Creates the script's ConfigMap, then the run, and makes the run the ConfigMap's owner, so that both go together. In this order, since the
 * controller looks for the script as soon as there is a run. Where the run is refused, the ConfigMap goes again.
 * @param dryRun asks the API server for everything and stores nothing
 * @throws Failure where the names are taken; KubeError
 */
export async function launch(client: Client, { run: draft, configMap }: Prepared, { dryRun = false }: { dryRun?: boolean } = {}): Promise<Launched> {
  const stored = configMap && await createScript(client, draft, configMap, dryRun);
  try {
    const run = await client.create(resourceOf(draft), draft as Run, { dryRun });
    if (stored === undefined) return { run };
    return { run, configMap: dryRun ? stored : await owned(client, stored, run) };
  } catch (error) {
    if (stored !== undefined && !dryRun) await withdraw(client, stored);
    throw isKubeError(error, 'AlreadyExists') ? taken(draft) : error;
  }
}

/** Ends and removes a run, and with it all that it owns. */
export async function removeRun(client: Client, run: Run): Promise<void> {
  await client.delete(resourceOf(run), run.metadata, { uid: run.metadata.uid, propagationPolicy: 'Background' });
}

async function createScript(client: Client, draft: Draft, configMap: ConfigMap, dryRun: boolean): Promise<ConfigMap> {
  try {
    return await client.create(configMaps, configMap, { dryRun });
  } catch (error) {
    if (!isKubeError(error, 'AlreadyExists')) throw error;
    await removeLeftover(client, draft, configMap, dryRun);
    return dryRun ? configMap : client.create(configMaps, configMap);
  }
}

/** A run that was deleted a moment ago leaves its ConfigMap to the garbage collector, which may not have come by yet. */
async function removeLeftover(client: Client, draft: Draft, configMap: ConfigMap, dryRun: boolean): Promise<void> {
  const { name = '', namespace } = configMap.metadata ?? {};
  const { metadata: { uid, ownerReferences = [], labels: known } = {} } = await client.get(configMaps, { namespace, name });
  const owners = await Promise.all(ownerReferences.map((owner) => isThere(client, draft, owner)));
  if (owners.includes(true) || await isThere(client, draft, { kind: draft.kind, name: draft.metadata.name })) throw taken(draft);
  if (!isRunScript(known)) {
    throw new Failure(`the ConfigMap "${name}", where the script was to go, exists already and is somebody else's`, { hint: 'choose another name with --name' });
  }
  if (!dryRun) await client.delete(configMaps, { namespace, name }, { uid });
}

/** Schedules keep their own scripts. */
function isRunScript(known: Readonly<Record<string, string>> = {}): boolean {
  return known[labels.managedBy] === clientName && known[labels.schedule] === undefined;
}

async function isThere(client: Client, { metadata: { namespace } }: Draft, { kind, name, uid }: { kind: string; name: string; uid?: string }): Promise<boolean> {
  try {
    const run = await client.get(resourceOf({ kind: kind === 'TestRun' ? 'TestRun' : 'K6' }), { namespace, name });
    return uid === undefined || run.metadata.uid === uid;
  } catch (error) {
    if (isKubeError(error, 'NotFound')) return false;
    throw error;
  }
}

/** Not as its controller: the one that looks after the ConfigMap is nobody, and `blockOwnerDeletion` needs a right that users may not have. */
async function owned(client: Client, configMap: ConfigMap, { apiVersion, kind, metadata: { name, uid, namespace } }: Run): Promise<ConfigMap> {
  return client.patch(configMaps, { namespace, name: configMap.metadata?.name ?? '' }, { metadata: { ownerReferences: [{ apiVersion, kind, name, uid }] } });
}

async function withdraw(client: Client, { metadata: { namespace, name = '', uid } = {} }: ConfigMap): Promise<void> {
  // What went wrong before is what the user must see.
  await client.delete(configMaps, { namespace, name }, { uid }).catch(() => undefined);
}

function taken({ kind, metadata: { name, namespace } }: Draft): Failure {
  const reference = kind === 'TestRun' ? `testrun/${name}` : name;
  return new Failure(`there is a run "${reference}" in namespace ${namespace} already`, {
    hint: `choose another name with --name, or delete it with: kubectl k6 delete ${reference} -n ${namespace}`,
  });
}
