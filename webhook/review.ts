import { admitted, advice, refusalMessage, refusals, type Change, type Policy } from '../api/admission/index.ts';
import { group, kinds } from '../api/run.ts';
import type { Finding, Seen } from '../api/validation/index.ts';
import { encodePatch } from './patch.ts';
import { reviewKind, reviewVersion, type AdmissionRequest } from './request.ts';

/** The two calls of the API server: defaults first, the last word after all other webhooks had theirs. */
export type Call = 'mutate' | 'validate';

/** All that a decision depends on besides the request. */
export interface Knowledge {
  policy: Policy;
  seen: Seen;
}

/** `passed`: nothing of ours, let through unseen. */
export type VerdictName = 'allowed' | 'patched' | 'refused' | 'passed';

/** What becomes of a request. */
export interface Verdict {
  name: VerdictName;
  /** Why it is refused; empty otherwise. */
  findings: Finding[];
  warnings: string[];
  /** JSON Patch in base64. */
  patch?: string;
}

/**
 * Decides on one request. Both calls refuse what is wrong: the API server checks the schema only after mutating admission, and has worse
 * words. Only `validate` warns, so that the user sees each warning once; it looks at the object as other webhooks left it.
 *
 * What is not ours passes untouched: a rule that names more than runs, or their status, must not stop the cluster's other work.
 */
export function judge(call: Call, request: AdmissionRequest, { policy, seen }: Knowledge): Verdict {
  if (!isOurs(request)) return { name: 'passed', findings: [], warnings: [] };
  const { object } = request.change;
  const after = admitted(request.change, policy.images);
  const change: Change = { ...request.change, object: after };
  const findings = refusals(change, policy);
  if (findings.length > 0) return { name: 'refused', findings, warnings: [] };
  if (call === 'validate') return { name: 'allowed', findings, warnings: advice(change, seen) };
  const patch = encodePatch(object as object, after as object);
  return patch === undefined ? { name: 'allowed', findings, warnings: [] } : { name: 'patched', findings, warnings: [], patch };
}

/** Creates and updates of runs themselves. */
export function isOurs({ group: itsGroup, kind, operation, subresource }: AdmissionRequest): boolean {
  return itsGroup === group && Object.hasOwn(kinds, kind) && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE');
}

/** The AdmissionReview that answers a request. */
export function reviewOf(request: AdmissionRequest, { findings, warnings, patch }: Verdict): object {
  const { uid } = request;
  const response = findings.length > 0
    ? { uid, allowed: false, status: refusal(request, findings) }
    : { uid, allowed: true, ...(patch !== undefined && { patchType: 'JSONPatch', patch }), ...(warnings.length > 0 && { warnings }) };
  return { apiVersion: reviewVersion, kind: reviewKind, response };
}

/** More causes than these help nobody; the message counts the rest. */
const mostCauses = 100;

/** The same Status that the API server makes of an object that its schema forbids; kubectl prints its causes line by line. */
function refusal({ kind, name }: AdmissionRequest, findings: Finding[]): object {
  return {
    status: 'Failure',
    code: 422,
    reason: 'Invalid',
    message: refusalMessage(findings),
    details: {
      group,
      kind,
      name,
      causes: findings.slice(0, mostCauses).map(({ path, reason, message }) => ({ reason, message, field: path.replace(/^\./u, '') })),
    },
  };
}
