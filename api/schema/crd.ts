import { maxRunNameLength } from '../names.ts';
import { group, type Kind, kinds, version } from '../run.ts';
import type { Extract } from './openapi.ts';
import { object, type Schema } from './schema.ts';
import { specSchema } from './spec.ts';
import { statusSchema } from './status.ts';

/** Columns of `kubectl get`. */
const columns = [
  { name: 'Stage', type: 'string', jsonPath: '.status.stage' },
  { name: 'Result', type: 'string', jsonPath: '.status.result' },
  { name: 'Runners', type: 'string', description: 'Ready of all.', jsonPath: '.status.runners.readyTotal' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
] as const;

/** The CustomResourceDefinition of one kind as plain data; both kinds have the same schema. */
export function customResourceDefinition(kind: Kind, extract: Extract): Record<string, unknown> {
  const plural = kinds[kind];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [{
        name: version,
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: columns,
        schema: { openAPIV3Schema: runSchema(extract) },
      }],
    },
  };
}

export function runSchema(extract: Extract): Schema {
  return object('A k6 load test that is shared out to several runners, which start together.', {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
    spec: specSchema(extract),
    status: statusSchema(),
  }, { required: ['spec'], 'x-kubernetes-validations': nameRules });
}

/** The names of Jobs and pods are made from the run's; `maxRunNameLength` is the same for every parallelism that fits into int32. */
const nameRules = [
  {
    rule: `self.metadata.name.size() <= ${maxRunNameLength(1)}`,
    message: `the name must have at most ${maxRunNameLength(1)} characters, since names of Jobs and pods are made from it`,
  },
  {
    rule: '!self.metadata.name.contains(\'.\')',
    message: 'the name must not have dots, since names of Jobs and pods are made from it',
  },
];
