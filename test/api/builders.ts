import type { Run } from '../../api/run.ts';
import type { RunSpec } from '../../api/spec.ts';

/** A run that nothing is wrong with; `spec` replaces fields of its own. */
export function aRun(spec: Partial<RunSpec> = {}, more: Partial<Omit<Run, 'spec'>> = {}): Run {
  return {
    apiVersion: 'k6.io/v1alpha1',
    kind: 'K6',
    metadata: { name: 'k6-sample', namespace: 'default', uid: '5a2f8a1e-0000-4000-8000-000000000001' },
    ...more,
    spec: { script: { configMap: { name: 'k6-test' } }, ...spec },
  };
}

/** The same with fields that no type allows, as a manifest may have them. */
export function aManifest(spec: unknown, metadata: unknown = { name: 'k6-sample', namespace: 'default' }): Record<string, unknown> {
  return { apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata, spec };
}

export const script = { configMap: { name: 'k6-test', file: 'test.js' } };
