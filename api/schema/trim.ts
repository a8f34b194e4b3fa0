import type { Extract, OpenApiSchema } from './openapi.ts';
import { reference } from './openapi.ts';

const core = 'io.k8s.api.core.v1';
export const podSpec = `${core}.PodSpec`;
export const container = `${core}.Container`;
export const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The properties that a run's settings take from each of these; all other schemas are kept whole. */
const kept: Readonly<Record<string, readonly string[]>> = {
  [podSpec]: [
    'affinity', 'imagePullSecrets', 'nodeSelector', 'securityContext', 'tolerations', 'topologySpreadConstraints', 'volumes',
  ],
  [container]: [
    'name', 'image', 'command', 'args', 'workingDir', 'env', 'envFrom', 'ports', 'resources', 'restartPolicy', 'volumeMounts',
    'livenessProbe', 'readinessProbe', 'securityContext',
  ],
  /** Only in the template of an ephemeral volume, where the API server refuses all other metadata. */
  [objectMeta]: ['labels', 'annotations'],
};

/** Keys that neither a reader nor a CRD has use for. */
const dropped = new Set(['description', 'x-kubernetes-unions', 'x-kubernetes-patch-merge-key', 'x-kubernetes-patch-strategy']);

/**
 * What a run's schema needs of an API server's OpenAPI document, without descriptions.
 * @throws Error where the document misses a schema or property that is needed
 */
export function trim(all: Readonly<Record<string, OpenApiSchema>>, kubernetesVersion: string): Extract {
  const schemas: Record<string, OpenApiSchema> = {};
  const open = [podSpec, container];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name in schemas) continue;
    const found = all[name];
    if (!found) throw new Error(`The OpenAPI document has no schema ${name}`);
    const schema = pruned(onlyKept(name, found)) as OpenApiSchema;
    schemas[name] = schema;
    open.push(...referencesIn(schema));
  }
  return { kubernetesVersion, schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function onlyKept(name: string, schema: OpenApiSchema): OpenApiSchema {
  const names = kept[name];
  if (!names) return schema;
  const properties = Object.fromEntries(names.map((property) => {
    const found = schema.properties?.[property];
    if (!found) throw new Error(`The OpenAPI document's ${name} has no ${property}`);
    return [property, found];
  }));
  return { ...schema, properties, required: (schema.required ?? []).filter((property) => names.includes(property)) };
}

/** Without the dropped keys; the names of properties are no keys of a schema. */
function pruned(node: unknown, isProperties = false): unknown {
  if (Array.isArray(node)) return node.map((item) => pruned(item));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node)
    .filter(([key]) => isProperties || !dropped.has(key))
    .map(([key, value]) => [key, pruned(value, !isProperties && key === 'properties')]));
}

function referencesIn(schema: OpenApiSchema): string[] {
  const own = reference(schema);
  const nested = [...Object.values(schema.properties ?? {}), ...[schema.items ?? [], schema.additionalProperties ?? []].flat()];
  return [...(own === undefined ? [] : [own]), ...nested.flatMap(referencesIn)];
}
