import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { arrayOr, objectOr } from '../api/json.ts';

/** Where client-go looks, in its order; files of a KUBECONFIG list that do not exist are passed over, as kubectl does. */
function load(chosen: string | undefined): KubeConfig {
  const config = new KubeConfig();
  const files = kubeConfigFiles(chosen);
  if (files.length === 0) named('the default kubeconfig', () => config.loadFromDefault());
  for (const [index, file] of files.entries()) {
    const next = index === 0 ? config : new KubeConfig();
    named(`kubeconfig ${file}`, () => {
      next.loadFromFile(file);
      complete(next, file);
    });
    if (index > 0) merge(config, next);
  }
  return config;
}

/** None where nothing was named and there is none: a pod has its own. */
function kubeConfigFiles(chosen: string | undefined): string[] {
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`kubeconfig ${chosen}: no such file`);
    return [chosen];
  }
  const { KUBECONFIG: list } = process.env;
  if (!list) return [join(homedir(), '.kube', 'config')].filter((file) => existsSync(file));
  const files = list.split(delimiter).filter((file) => file !== '' && existsSync(file));
  if (files.length === 0) throw new Error(`KUBECONFIG=${list}: no such file`);
  return files;
}

/** What client-node leaves out: a user's file with a token, and that the path of a program is relative to the kubeconfig. */
function complete(config: KubeConfig, file: string): void {
  const folder = dirname(resolve(file));
  const { users: written } = objectOr(parse(readFileSync(file, 'utf8')));
  const tokenFiles = new Map(arrayOr(written).map(objectOr).map(({ name, user }) => [name, objectOr(user)['tokenFile']]));
  config.users = config.users.map((user) => {
    const exec = user.exec as { command?: string } | undefined;
    const tokenFile = tokenFiles.get(user.name);
    return {
      ...user,
      ...(exec?.command?.includes('/') === true && { exec: { ...exec, command: resolve(folder, exec.command) } }),
      ...(typeof tokenFile === 'string' && { authProvider: { name: 'tokenFile', config: { tokenFile: resolve(folder, tokenFile) } } }),
    };
  });
}

/** What is wrong with a file, in one line that names it: the parser's own shows an extract, and the disk's says not even which file. */
function named(what: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message.split('\n')[0] ?? ''}`, { cause: error });
  }
}

/** The first file that names a thing wins. */
function merge(config: KubeConfig, next: KubeConfig): void {
  const keep = <T extends { name: string }>(known: T[] | undefined, more: T[] | undefined): T[] => {
    const names = new Set((known ?? []).map(({ name }) => name));
    return [...known ?? [], ...(more ?? []).filter(({ name }) => !names.has(name))];
  };
  config.clusters = keep(config.clusters, next.clusters);
  config.users = keep(config.users, next.users);
  config.contexts = keep(config.contexts, next.contexts);
  config.currentContext ||= next.currentContext;
}

/**
 * The kubeconfig: the files of KUBECONFIG, else ~/.kube/config, else the pod's own service account.
 * @param context a context of that file; its current one when missing
 * @param file one kubeconfig to be read instead of all those
 * @throws Error when there is none, or it does not know the context
 */
export function loadKubeConfig(context?: string, file?: string): KubeConfig {
  const config = load(file);
  if (context !== undefined) {
    if (config.getContextObject(context) === null) {
      const known = config.contexts.map(({ name }) => name).join(', ');
      throw new Error(`the kubeconfig has no context "${context}"; it has: ${known === '' ? 'none' : known}`);
    }
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  // What client-node makes up when it found nothing at all.
  const madeUp = cluster?.name === 'cluster' && cluster.server === 'http://localhost:8080';
  if (cluster === null || madeUp) throw new Error('no cluster: no kubeconfig with a current context was found, and this is not a pod');
  return config;
}

/** The namespace of the current context; in a pod, the pod's own. */
export function currentNamespace(config: KubeConfig): string {
  return config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
}
