import { isKubeError, type KubeError, type KubeErrorKind } from '../../kube/errors.ts';
import { exitCodes, Failure } from './failure.ts';
import { explainParse, isParseError } from './parse.ts';

const hints: Partial<Record<KubeErrorKind, string>> = {
  Unauthorized: 'log in again, or choose another user with --user, --token or --context',
  Forbidden: 'ask for this right, or choose another namespace with -n; kubectl k6 doctor lists what is missing',
  Network: 'check the address with: kubectl cluster-info; another cluster: --context',
  Timeout: 'wait longer with --request-timeout, or check the cluster with: kubectl cluster-info',
};

const codes: Partial<Record<KubeErrorKind, number>> = {
  NotFound: exitCodes.notFound, Unauthorized: exitCodes.forbidden, Forbidden: exitCodes.forbidden, Invalid: exitCodes.usage,
};

/** What the user is told about any error at all, and the exit code. */
export function explain(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isKubeError(error)) return explainKube(error);
  if (isParseError(error)) return explainParse(error);
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(message === '' ? 'no reason given' : message, { cause: error });
}

function explainKube(error: KubeError): Failure {
  const own = specialCases.map((hint) => hint(error)).find((hint) => hint !== undefined);
  const exitCode = isUnanswered(error) ? exitCodes.error : codes[error.kind] ?? exitCodes.error;
  return new Failure(error.message, { exitCode, hint: own ?? hints[error.kind], cause: error });
}

const specialCases = [kindMissing, namespaceMissing, webhookAway, untrusted, notLoggedIn];

/** A 404 that names no object is the answer for a whole kind that the API server does not know. */
function kindMissing(error: KubeError): string | undefined {
  const unknownKind = error.kind === 'NotFound' && error.details?.name === undefined && /\b(k6s|testruns)\b/.test(error.message);
  return unknownKind ? 'the operator\'s CRDs are not installed here; kubectl k6 doctor says what is missing' : undefined;
}

function namespaceMissing({ kind, details }: KubeError): string | undefined {
  return kind === 'NotFound' && details?.kind === 'namespaces' ? 'see what there is with: kubectl get namespaces; choose another one with -n' : undefined;
}

/** The API server's own words; what it asks for an answer is the operator's webhook, or somebody else's. */
function webhookAway({ message }: KubeError): string | undefined {
  return message.includes('failed calling webhook') ? 'a webhook that the API server asks does not answer; kubectl k6 doctor says what to do about the operator\'s' : undefined;
}

/** OpenSSL's and Node's names for a certificate that is not the expected one. */
const untrustedCodes = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT_)/;

function untrusted({ kind, cause }: KubeError): string | undefined {
  const { code, cause: inner } = (cause ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  const isUntrusted = kind === 'Network' && [code, inner?.code].some((one) => typeof one === 'string' && untrustedCodes.test(one));
  return isUntrusted ? 'check whom the kubeconfig trusts, or say it with --certificate-authority and --tls-server-name' : undefined;
}

/** Nobody was asked yet: the kubeconfig's way to log in did not work. */
function isUnanswered({ kind, status }: KubeError): boolean {
  return kind === 'Unauthorized' && status === undefined;
}

function notLoggedIn(error: KubeError): string | undefined {
  const { hint } = (error.cause ?? {}) as { hint?: unknown };
  if (isUnanswered(error) && typeof hint === 'string') return hint;
  return isUnanswered(error) ? 'check how the kubeconfig logs in: kubectl config view --minify; or choose another way with --user, --token or --context' : undefined;
}
