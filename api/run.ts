import type { ObjectMeta } from './kubernetes.ts';
import type { RunSpec } from './spec.ts';
import type { RunStatus } from './status.ts';

export const group = 'k6.io';
export const version = 'v1alpha1';
export const apiVersion = `${group}/${version}`;

/** The two kinds that share one schema and one code path: 2022's and today's upstream. */
export const kinds = { K6: 'k6s', TestRun: 'testruns' } as const;
export type Kind = keyof typeof kinds;

/** A run as the API server stores it; `metadata` always has what the server itself fills in. */
export interface Run {
  apiVersion: string;
  kind: Kind;
  metadata: ObjectMeta & { name: string; namespace: string; uid: string };
  spec: RunSpec;
  status?: RunStatus;
}
