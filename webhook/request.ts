import type { Change } from '../api/admission/index.ts';
import { isObject, objectOr, type JsonObject } from '../api/json.ts';

export const reviewVersion = 'admission.k8s.io/v1';
export const reviewKind = 'AdmissionReview';

/** The request of an AdmissionReview, as far as anything here depends on it. */
export interface AdmissionRequest {
  /** Goes back with the answer, so that the API server knows it for its own. */
  uid: string;
  operation: string;
  group: string;
  kind: string;
  /** Empty for the object itself. */
  subresource: string;
  /** Empty while the API server has not made a name from `generateName` yet. */
  name: string;
  namespace: string;
  dryRun: boolean;
  change: Change;
}

/** A body that is no review of an object: the caller's fault, told in one sentence. */
export class MalformedReview extends Error {
  override readonly name = 'MalformedReview';
}

/** A run's deepest field, a node affinity's values, stands at level 12. What the functions for JSON can take is some thousands. */
const deepest = 100;
/** A UID has 36 characters. */
const longestUid = 128;

/**
 * Reads the parsed body of a call.
 * @throws MalformedReview where it is no AdmissionReview v1 with a request
 */
export function readRequest(body: unknown): AdmissionRequest {
  if (!isObject(body) || body.kind !== reviewKind || body.apiVersion !== reviewVersion) {
    throw new MalformedReview(`the body is no ${reviewKind} of ${reviewVersion}`);
  }
  const { request } = body;
  if (!isObject(request)) throw new MalformedReview('the review has no request');
  const { uid, kind } = request;
  if (typeof uid !== 'string' || uid === '' || uid.length > longestUid) throw new MalformedReview('the review\'s request has no uid');
  if (!isObject(kind)) throw new MalformedReview('the review\'s request has no kind');
  return {
    uid,
    operation: textOr(request.operation),
    group: textOr(kind.group),
    kind: textOr(kind.kind),
    subresource: textOr(request.subResource),
    name: textOr(request.name),
    namespace: textOr(request.namespace),
    dryRun: request.dryRun === true,
    change: readChange(request),
  };
}

function readChange(request: JsonObject): Change {
  const { object, oldObject } = request;
  if (isDeeperThan(object, deepest) || isDeeperThan(oldObject, deepest)) throw new MalformedReview(`the object is nested deeper than ${deepest} levels`);
  return request.operation === 'UPDATE' ? { object, before: objectOr(oldObject) } : { object };
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Never goes deeper than `levels` itself, so that no nesting is too deep for it. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return inner.some((item) => isDeeperThan(item, levels - 1));
}
