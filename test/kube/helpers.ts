import { randomUUID } from 'node:crypto';
import type { ConfigMap } from '../../api/kubernetes.ts';
import type { Client } from '../../kube/client.ts';
import { KubeError } from '../../kube/errors.ts';
import { namespaces } from '../../kube/resources.ts';

/** Polls until `check` returns something true; its last error, or a timeout, fails the test. */
export async function eventually<T>(check: () => T | Promise<T>, ms = 10_000): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const late = performance.now() > end;
    try {
      const value = await check();
      if (value) return value;
      if (late) throw new Error(`not within ${ms} ms: ${check.toString()}`);
    } catch (error) {
      if (late) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Everything that a generator yields. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The KubeError that a call must fail with. */
export async function failure(promise: Promise<unknown>): Promise<KubeError> {
  const error: unknown = await promise.then(() => new Error('it did not fail'), (reason: unknown) => reason);
  if (error instanceof KubeError) return error;
  throw error;
}

/** A fresh namespace, so that tests against one API server do not see each other. */
export async function makeNamespace(client: Client): Promise<string> {
  const name = `t-${randomUUID().slice(0, 8)}`;
  await client.create(namespaces, { metadata: { name } });
  return name;
}

export function configMap(namespace: string, name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): ConfigMap {
  return { metadata: { namespace, name, labels }, data };
}

/** An object as an API server would send it. */
export function stored(name: string, uid: string, resourceVersion: string, data: Record<string, string> = {}): ConfigMap {
  return { metadata: { namespace: 'test', name, uid, resourceVersion }, data };
}
