import { createHash } from 'node:crypto';
import { execa } from 'execa';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl } from './bin.ts';
import { healthyNode } from './node/health.ts';
import { ensurePackages } from './node/packages.ts';
import { startNode } from './node/start.ts';
import { stopNode } from './node/stop.ts';
import { cacheDirectory, clusterDirectory } from './paths.ts';
import { progress, timed } from './progress.ts';
import { Refusal } from './refusal.ts';
import { withLock } from './tools/lock.ts';
import { versions } from './versions.ts';

/** A cluster to use: our own throwaway node, one made by kind, or one that was there. */
export interface Cluster {
  kind: 'node' | 'kind' | 'context';
  /** Path of a kubeconfig whose current context is the cluster. */
  kubeconfig: string;
  /** Where its state is kept on this machine. */
  directory: string;
  /** Whether it was made just now, and did not run before. */
  fresh: boolean;
}

/** Which cluster the environment asks for: CONTEXT=<kube context>, CLUSTER=kind, or our own. Throws a Refusal for what cannot be. */
export function wantedCluster(env: NodeJS.ProcessEnv = process.env): Cluster['kind'] {
  if (env['CONTEXT'] !== undefined && env['CONTEXT'] !== '') return 'context';
  const wanted = env['CLUSTER'] ?? '';
  if (wanted === 'kind') return 'kind';
  if (wanted !== '' && wanted !== 'node') throw new Refusal(`CLUSTER=${wanted} is not known: leave it out for a node of our own, or say CLUSTER=kind`);
  return 'node';
}

/**
 * Makes sure that the wanted cluster is there and works, and returns how to reach it. A healthy one is used as it is, within seconds.
 * Throws a Refusal with one line where the machine cannot have it.
 */
export async function clusterUp(env: NodeJS.ProcessEnv = process.env): Promise<Cluster> {
  const kind = wantedCluster(env);
  const directory = clusterDirectory(env);
  if (kind === 'node') {
    refuseUnfit(directory);
    return withLock(`${directory}.lock`, () => nodeUp(directory));
  }
  const cache = cacheDirectory(env);
  mkdirSync(cache, { recursive: true });
  return kind === 'kind' ? withLock(join(cache, 'kind.lock'), () => kindUp(cache)) : useContext(cache, env['CONTEXT'] ?? '');
}

/** Removes the wanted cluster with all it left; an existing one named by CONTEXT is not touched. Returns whether there was anything. */
export async function clusterDown(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const kind = wantedCluster(env);
  const directory = clusterDirectory(env);
  if (kind === 'context') throw new Refusal('CONTEXT names a cluster that is not ours to take down');
  if (kind === 'kind') return kindDown();
  refuseUnfit(directory);
  return withLock(`${directory}.lock`, () => stopNode(real(directory)));
}

/** Why this machine cannot run a node of our own, or undefined when it can. */
export function whyNoNode(): string | undefined {
  if (process.platform !== 'linux') return `a node of our own needs Linux, and this is ${process.platform}: use CONTEXT=<kube context> or CLUSTER=kind`;
  if (process.getuid?.() !== 0) return 'a node of our own needs root (try sudo): or use CONTEXT=<kube context> or CLUSTER=kind';
  return undefined;
}

function refuseUnfit(directory: string): void {
  const reason = whyNoNode();
  if (reason !== undefined) throw new Refusal(reason);
  if (/^\/(run|var\/(run|lib|log))(\/|$)/.test(directory)) throw new Refusal(`K6_CLUSTER_DIR may not be below /run, /var/lib or /var/log, which the node has of its own: ${directory}`);
  // A unix socket's path has at most 107 bytes.
  if (directory.length > 85) throw new Refusal(`K6_CLUSTER_DIR is too long for the sockets in it: ${directory}`);
}

/** A node notes its folder in places outside, so it has to have one name only. */
function real(directory: string): string {
  mkdirSync(directory, { recursive: true });
  return realpathSync(directory);
}

async function nodeUp(wanted: string): Promise<Cluster> {
  const directory = real(wanted);
  const revision = createHash('sha256').update(JSON.stringify(versions)).digest('hex').slice(0, 12);
  const found = await healthyNode(directory, revision);
  if (typeof found !== 'string') return { kind: 'node', kubeconfig: found.kubeconfig, directory, fresh: false };
  if (await stopNode(directory)) progress(`removed what was left of an earlier cluster: ${found}`);
  await ensurePackages();
  try {
    const { kubeconfig } = await timed('starting a single-node Kubernetes', () => startNode(directory, revision));
    return { kind: 'node', kubeconfig, directory, fresh: true };
  } catch (error) {
    progress(`the start failed; the logs are in ${join(directory, 'logs')}, and cluster/down removes all of it`);
    throw error;
  }
}

const kindName = 'k6';

async function kindUp(directory: string): Promise<Cluster> {
  if ((await execa('docker', ['info'], { reject: false })).failed) throw new Refusal('CLUSTER=kind needs a Docker that answers, and `docker info` fails here');
  const clusters = await execa('kind', ['get', 'clusters'], { reject: false });
  if (clusters.failed) throw new Refusal('CLUSTER=kind needs the program kind: https://kind.sigs.k8s.io');
  const kubeconfig = join(directory, 'kind.kubeconfig');
  const fresh = !clusters.stdout.split('\n').includes(kindName);
  if (!fresh) await execa('kind', ['export', 'kubeconfig', '--name', kindName, '--kubeconfig', kubeconfig]);
  else await timed('creating a kind cluster', () => execa('kind', ['create', 'cluster', '--name', kindName, '--wait', '120s', '--kubeconfig', kubeconfig]));
  return { kind: 'kind', kubeconfig, directory, fresh };
}

async function kindDown(): Promise<boolean> {
  const { failed } = await execa('kind', ['delete', 'cluster', '--name', kindName], { reject: false });
  if (failed) throw new Refusal('`kind delete cluster` failed: are Docker and kind there?');
  return true;
}

/** A kubeconfig with this context alone, so that everything else needs only one path, and no other cluster can be hit by mistake. */
async function useContext(directory: string, context: string): Promise<Cluster> {
  const { stdout, failed, stderr } = await execa(await kubectl(), ['config', 'view', '--minify', '--flatten', '--context', context], { reject: false });
  if (failed) throw new Refusal(`CONTEXT=${context}: ${stderr.split('\n')[0] ?? 'kubectl knows no such context'}`);
  const kubeconfig = join(directory, 'context.kubeconfig');
  writeFileSync(kubeconfig, stdout, { mode: 0o600 });
  return { kind: 'context', kubeconfig, directory, fresh: false };
}
