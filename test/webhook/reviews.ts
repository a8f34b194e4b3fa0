import { randomUUID } from 'node:crypto';
import { withDefaults } from '../../api/defaults.ts';
import type { Kind } from '../../api/run.ts';
import type { AdmissionRequest } from '../../webhook/request.ts';
import { readRequest } from '../../webhook/request.ts';
import { aRun } from '../api/builders.ts';

export const policy = { limits: { maxParallelism: 100 }, images: { runner: 'k6:1' } };

/** A run as a user writes it, and the same as admission leaves it. */
export const bareRun = aRun({ parallelism: 4, arguments: '--vus 20 --duration 10s', runner: { image: 'grafana/k6:1.8.1' } });
export const wholeRun = withDefaults(bareRun, policy.images);

export interface ReviewOptions {
  object?: unknown;
  before?: unknown;
  kind?: Kind;
  /** Fields of the request to replace. */
  request?: Record<string, unknown>;
}

/** An AdmissionReview with all that an API server puts into one. An update where there is a `before`. */
export function aReview({ object = bareRun, before, kind = 'K6', request = {} }: ReviewOptions = {}): { apiVersion: string; kind: string; request: Record<string, unknown> } {
  const kindOf = { group: 'k6.io', version: 'v1alpha1', kind };
  const resource = { group: 'k6.io', version: 'v1alpha1', resource: kind === 'K6' ? 'k6s' : 'testruns' };
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: randomUUID(), kind: kindOf, resource, requestKind: kindOf, requestResource: resource, name: 'k6-sample', namespace: 'default',
      operation: before === undefined ? 'CREATE' : 'UPDATE', userInfo: { username: 'jane', groups: ['system:authenticated'] },
      object, oldObject: before ?? null, dryRun: false, options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'kubectl-client-side-apply' },
      ...request,
    },
  };
}

export function aRequest(options: ReviewOptions = {}): AdmissionRequest {
  return readRequest(aReview(options));
}
