import type { KubeObject } from '../api/kubernetes.ts';
import { KubeError } from './errors.ts';
import { apiVersionOf, type Resource } from './resources.ts';

/** Names one object; cluster-wide resources have no namespace. */
export interface Ref {
  namespace?: string | undefined;
  name: string;
}

type AnyResource = Resource<KubeObject>;

/** `/api/v1/namespaces/a/pods`; without a namespace all of them. */
export function collectionPath(resource: AnyResource, namespace?: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${resource.plural}`;
}

/**
 * The path of one object.
 * @throws KubeError Invalid without a name: the path would be the collection's, and a DELETE would empty it
 */
export function objectPath(resource: AnyResource, ref: Ref, subresource?: string): string {
  if (ref.name === '') throw new KubeError('Invalid', `${resource.plural}: a name is needed`);
  requireNamespace(resource, ref.namespace);
  const path = `${collectionPath(resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

export function requireNamespace(resource: AnyResource, namespace: string | undefined): void {
  if (resource.namespaced && !namespace) throw new KubeError('Invalid', `${resource.plural}: a namespace is needed`);
}

export function refOf(object: KubeObject): Ref {
  return { namespace: object.metadata?.namespace, name: object.metadata?.name ?? '' };
}

/** For messages: `patch k6s load/checkout`. */
export function describe(verb: string, resource: AnyResource, ref?: Partial<Ref>): string {
  const where = [ref?.namespace, ref?.name].filter((part) => part !== undefined && part !== '').join('/');
  return where === '' ? `${verb} ${resource.plural}` : `${verb} ${resource.plural} ${where}`;
}

/** Lists carry these two once, for all items; and what a caller builds may leave them out. */
export function withKind<T extends KubeObject>(resource: Resource<T>, object: T): T {
  return { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind };
}
