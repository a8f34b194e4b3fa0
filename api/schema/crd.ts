import { group, type Kind, kinds, version } from '../run.ts';
import type { Extract } from './openapi.ts';
import { changeRules, nameRules } from './rules.ts';
import { object, type Schema, string } from './schema.ts';
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
  const spec = specSchema(extract);
  return object('A k6 load test, run once: its load is shared out to several runners, which start together.', {
    apiVersion: string('k6.io/v1alpha1.'),
    kind: string('K6 or TestRun; the two mean the same.'),
    metadata: { type: 'object' },
    spec,
    status: statusSchema(),
  }, { required: ['spec'], 'x-kubernetes-validations': [...nameRules(), ...changeRules(Object.keys(spec.properties ?? {}))] });
}
