import { randomBytes } from 'node:crypto';
import { kubectlIn } from '../setup/kubectl.ts';

/** A namespace of one test file's own, and kubectl in it. */
export interface Place {
  readonly namespace: string;
  /** Rejects with kubectl's own words; `input` goes to its stdin. */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
  /** `kubectl apply`, as a user does it. */
  readonly apply: (...objects: object[]) => Promise<string>;
  /** `kubectl get … --output=json`. */
  readonly get: <T>(...what: string[]) => Promise<T>;
}

/** Makes a namespace that nobody used before; pods can be made in it at once. */
export async function aPlace(purpose: string): Promise<Place> {
  const namespace = `e2e-${purpose}-${randomBytes(3).toString('hex')}`;
  const kubectl = kubectlIn(namespace);
  await kubectl(['create', 'namespace', namespace]);
  await kubectl(['wait', '--for=create', 'serviceaccount/default', '--timeout=60s']);
  return {
    namespace,
    kubectl,
    apply: (...objects) => kubectl(['apply', '--filename=-'], asList(objects)),
    get: async <T>(...what: string[]) => JSON.parse(await kubectl(['get', ...what, '--output=json'])) as T,
  };
}

/** Deletes the namespace and does not wait for its end; one that was never made is no error. */
export async function leave(...places: (Place | undefined)[]): Promise<void> {
  const made = places.filter((place) => place !== undefined);
  await Promise.all(made.map(({ kubectl, namespace }) => kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found'])));
}

export function asList(objects: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
}
