import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { arrayOr, objectOr, type JsonObject } from '../../api/json.ts';
import type { PlainAccess } from '../../kube/plain.ts';

/** How to reach the API server, and the context's namespace. */
export type ContextAccess = PlainAccess & { namespace: string | undefined };

interface Entry {
  name: string;
  value: JsonObject;
  /** Paths in the file are relative to it. */
  folder: string;
}

/** The kubeconfig as it is written: the first file that names a thing wins. */
export class PlainConfig {
  readonly #files: { content: JsonObject; folder: string }[];

  /** @param file one kubeconfig to be read instead of those of KUBECONFIG */
  constructor(file: string | undefined, env: NodeJS.ProcessEnv) {
    const named = file ?? (env['KUBECONFIG'] || join(homedir(), '.kube', 'config'));
    const paths = file === undefined ? named.split(delimiter) : [file];
    this.#files = paths.filter((path) => path !== '' && existsSync(path)).map((path) => (
      { content: objectOr(parse(readFileSync(path, 'utf8'))), folder: dirname(resolve(path)) }
    ));
  }

  contexts(): string[] {
    return this.#entries('contexts', 'context').map(({ name }) => name);
  }

  /** How to reach the API server; undefined where it takes more than this class knows. */
  access(wanted: string | undefined): ContextAccess | undefined {
    const current = this.#files.map(({ content }) => content['current-context']).find((name) => typeof name === 'string' && name !== '');
    const context = this.#find('contexts', 'context', wanted ?? current)?.value;
    const cluster = this.#find('clusters', 'cluster', context?.['cluster']);
    const user = this.#find('users', 'user', context?.['user']);
    if (cluster === undefined || user === undefined || isSpecial(cluster, user)) return undefined;
    return { ...clusterAccess(cluster), ...userAccess(user), namespace: string(context?.['namespace']) };
  }

  #find(list: string, field: string, name: unknown): Entry | undefined {
    return this.#entries(list, field).find((entry) => entry.name === name);
  }

  #entries(list: string, field: string): Entry[] {
    return this.#files.flatMap(({ content, folder }) => arrayOr(content[list]).map((entry) => {
      const { name, [field]: value } = objectOr(entry);
      return { name: string(name) ?? '', value: objectOr(value), folder };
    }));
  }
}

const known = new Set(['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token']);

/** A user who logs in by a program, a proxy, or a value that is no text: client-node knows how. */
function isSpecial(cluster: Entry, user: Entry): boolean {
  return string(cluster.value['server']) === undefined || cluster.value['proxy-url'] !== undefined
    || Object.entries(user.value).some(([field, value]) => !known.has(field) || typeof value !== 'string');
}

function clusterAccess(cluster: Entry): Pick<PlainAccess, 'server' | 'ca' | 'rejectUnauthorized' | 'servername'> {
  return {
    server: string(cluster.value['server']) ?? '',
    ca: bytes(cluster, 'certificate-authority'),
    rejectUnauthorized: cluster.value['insecure-skip-tls-verify'] !== true,
    servername: string(cluster.value['tls-server-name']),
  };
}

function userAccess(user: Entry): Pick<PlainAccess, 'cert' | 'key' | 'token'> {
  return { cert: bytes(user, 'client-certificate'), key: bytes(user, 'client-key'), token: string(user.value['token']) };
}

function bytes({ value, folder }: Entry, field: string): Buffer | undefined {
  const data = string(value[`${field}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64');
  const file = string(value[field]);
  return file === undefined ? undefined : readFileSync(resolve(folder, file));
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
