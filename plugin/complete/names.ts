import { labels } from '../../api/labels.ts';
import { objectOr, arrayOr } from '../../api/json.ts';
import { group, kinds, version } from '../../api/run.ts';
import { createPlainTransport } from '../../kube/plain.ts';
import type { Transport } from '../../kube/calls.ts';
import { PlainConfig, type ContextAccess } from '../connect/plainconfig.ts';
import { flagValue } from './words.ts';

/** A shell waits no longer, ms. */
const patience = 3000;
/** More than anybody reads. */
const most = 500;

export type Live = 'runs' | 'schedules' | 'namespaces';

/** Names that are there now, as the flags among `words` choose cluster and namespace. Throws whatever goes wrong. */
export async function liveNames(what: Live, words: readonly string[]): Promise<string[]> {
  const config = new PlainConfig(flagValue(words, '--kubeconfig'), process.env);
  const access = flagged(words) ? undefined : config.access(flagValue(words, '--context'));
  const get = access === undefined ? await longWay(words) : plainGet(access);
  const namespace = flagValue(words, '--namespace', '-n') ?? get.namespace;
  const lists = await Promise.all(pathsOf(what, namespace).map(async ({ path, prefix }) => {
    const items = await get.names(`${path}${path.includes('?') ? '&' : '?'}limit=${most}`).catch(() => []);
    return items.map((name) => prefix + name);
  }));
  await get.close();
  return lists.flat();
}

/** Whether flags change how the API server is spoken to. */
function flagged(words: readonly string[]): boolean {
  return words.some((word) => /^(?:-s|--(?:server|cluster|user|token|as|as-group|as-uid|certificate-authority|client-certificate|client-key|tls-server-name|insecure-skip-tls-verify))(?:=|$)/.test(word));
}

function pathsOf(what: Live, namespace: string): { path: string; prefix: string }[] {
  const runs = `/apis/${group}/${version}/namespaces/${encodeURIComponent(namespace)}`;
  if (what === 'runs') return [{ path: `${runs}/${kinds.K6}`, prefix: '' }, { path: `${runs}/${kinds.TestRun}`, prefix: 'testrun/' }];
  if (what === 'namespaces') return [{ path: '/api/v1/namespaces', prefix: '' }];
  const selector = encodeURIComponent(labels.schedule);
  return [{ path: `/apis/batch/v1/namespaces/${encodeURIComponent(namespace)}/cronjobs?labelSelector=${selector}`, prefix: '' }];
}

interface Getter {
  namespace: string;
  names: (path: string) => Promise<string[]>;
  close: () => Promise<void>;
}

/** The names alone: without specs and status the answer is a small one. */
const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

function plainGet(access: ContextAccess): Getter {
  const transport = createPlainTransport(access, { headers: { accept } });
  return getter(transport, access.namespace ?? 'default');
}

/** With client-node, which knows every way to log in, and takes longer to load. */
async function longWay(words: readonly string[]): Promise<Getter> {
  const { connectByWords } = await import('./longway.ts');
  const { namespace, transport } = await connectByWords(words);
  return getter(transport, namespace);
}

function getter(transport: Transport, namespace: string): Getter {
  return { namespace, names: async (path) => namesIn(await transport.request({ method: 'GET', path, timeoutMs: patience })), close: () => transport.close() };
}

function namesIn(list: unknown): string[] {
  return arrayOr(objectOr(list)['items']).flatMap((item) => {
    const { name } = objectOr(objectOr(item)['metadata']);
    return typeof name === 'string' ? [name] : [];
  });
}
