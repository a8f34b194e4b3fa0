import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../../cluster/paths.ts';
import { versions } from '../../cluster/versions.ts';
import { goModule } from './tools.ts';

/** Where in the folder of schemas kubeconform finds the one of a kind. */
export const schemaLocation = '{{ .Group }}_{{ .ResourceAPIVersion }}_{{ .ResourceKind }}.json';

type Schema = Record<string, unknown>;
interface Kind {
  group: string;
  version: string;
  kind: string;
}
interface Crd {
  spec: { group: string; names: { kind: string }; versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
}

/** The Prometheus Operator's CRDs, as it publishes them. */
export const prometheusOperator = { module: 'github.com/prometheus-operator/prometheus-operator', version: 'v0.85.0', folder: 'example/prometheus-operator-crd' };

/** CRDs of what the chart can work with, as their makers publish them. */
const makers = [
  { ...prometheusOperator, files: /_(pod|service)monitors\.yaml$/u },
  { module: 'github.com/cert-manager/cert-manager', version: 'v1.21.2', folder: 'deploy/crds', files: /_(certificates|issuers)\.yaml$/u },
];

/** Fetches what the schemas are made of into Go's module cache. */
export async function downloadSchemas(): Promise<void> {
  await Promise.all([goModule('k8s.io/kubernetes', versions.kubernetes), ...makers.map(({ module, version }) => goModule(module, version))]);
}

/** Writes strict schemas for kubeconform into `folder`: of Kubernetes' own kinds, of ours, and of those that the chart can make for others. */
export async function writeSchemas(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const write = ({ group, version, kind }: Kind, schema: Schema): Promise<void> =>
    writeFile(join(folder, `${group || version}_${version}_${kind.toLowerCase()}.json`), JSON.stringify(schema));
  const own = await crdsIn(join(root, 'config/crd/bases'), /\.yaml$/u);
  const others = await Promise.all(makers.map(async ({ module, version, folder: where, files }) => crdsIn(join(await goModule(module, version), where), files)));
  for (const { spec } of [...own, ...others.flat()]) {
    for (const { name, schema } of spec.versions) {
      await write({ group: spec.group, version: name, kind: spec.names.kind }, closed(withMetadata(schema.openAPIV3Schema)) as Schema);
    }
  }
  for (const [kind, schema] of await kubernetesSchemas()) await write(kind, schema);
}

async function crdsIn(folder: string, files: RegExp): Promise<Crd[]> {
  const names = (await readdir(folder)).filter((name) => files.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Crd | null).filter((crd) => crd !== null));
}

/** What the API server adds to every kind of a CRD. */
function withMetadata(schema: Schema): Schema {
  const properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...(schema['properties'] as Schema), metadata: { type: 'object' } };
  return { ...schema, required: ['apiVersion', 'kind', 'metadata'], properties };
}

/** Kinds that Helm may render here, each with all that it refers to. */
const kinds = new Set([
  'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'Deployment', 'MutatingWebhookConfiguration', 'Namespace', 'NetworkPolicy', 'Pod',
  'PodDisruptionBudget', 'Role', 'RoleBinding', 'Service', 'ServiceAccount', 'ValidatingWebhookConfiguration',
]);

async function kubernetesSchemas(): Promise<[Kind, Schema][]> {
  const file = join(await goModule('k8s.io/kubernetes', versions.kubernetes), 'api/openapi-spec/swagger.json');
  const { definitions } = JSON.parse(await readFile(file, 'utf8')) as { definitions: Record<string, Schema> };
  return Object.entries(definitions).flatMap(([name, definition]) => {
    const [kind, ...more] = (definition['x-kubernetes-group-version-kind'] ?? []) as Kind[];
    if (kind === undefined || more.length > 0 || !kinds.has(kind.kind)) return [];
    const used = Object.fromEntries([...reachable(definitions, name)].map((key) => [key, special[key] ?? (closed(definitions[key]) as Schema)]));
    return [[kind, { $ref: `#/definitions/${name}`, definitions: { ...used, [name]: identified(used[name] ?? {}) } }]];
  });
}

/** The document describes these as strings; the API server takes numbers too. */
const special: Record<string, Schema> = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer'] },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number'] },
};

function identified(schema: Schema): Schema {
  return { ...schema, required: ['apiVersion', 'kind', 'metadata', ...((schema['required'] ?? []) as string[])] };
}

function reachable(definitions: Record<string, Schema>, name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, next] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/gu)) if (next !== undefined) reachable(definitions, next, found);
  return found;
}

/** A schema that allows nothing but what it names, all the way down; maps and what is left open on purpose stay so. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if (copy['x-kubernetes-int-or-string'] === true) return { type: ['string', 'integer'] };
  const isObject = typeof copy['properties'] === 'object' && copy['type'] === 'object';
  return isObject && copy['additionalProperties'] === undefined && copy['x-kubernetes-preserve-unknown-fields'] !== true
    ? { ...copy, additionalProperties: false } : copy;
}
