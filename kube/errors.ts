/** What a caller may have to tell apart about a failed call; everything else is Unknown. */
export type KubeErrorKind =
  | 'NotFound' | 'AlreadyExists' | 'Conflict' | 'Forbidden' | 'Unauthorized' | 'Invalid' | 'Gone' | 'TooManyRequests'
  | 'Unavailable' | 'Timeout' | 'Network' | 'Aborted' | 'Unknown';

/** The server's Status.details: which object and which fields it speaks of. */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: { reason?: string; message?: string; field?: string }[];
  retryAfterSeconds?: number;
}

/** meta/v1 Status: the body of every error answer, and the object of an ERROR event in a watch. */
export interface Status {
  kind?: string;
  code?: number;
  reason?: string;
  message?: string;
  details?: StatusDetails;
}

export interface KubeErrorOptions {
  status?: number | undefined;
  reason?: string | undefined;
  retryAfterSeconds?: number | undefined;
  details?: StatusDetails | undefined;
  cause?: unknown;
}

/** The one error of this folder. Its message names verb, resource and the server's own words, never headers or bodies. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  readonly kind: KubeErrorKind;
  /** HTTP status, where the server answered. */
  readonly status?: number;
  /** The server's Status.reason, unmapped. */
  readonly reason?: string;
  readonly retryAfterSeconds?: number;
  readonly details?: StatusDetails;

  constructor(kind: KubeErrorKind, message: string, options: KubeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    if (options.status !== undefined) this.status = options.status;
    if (options.reason !== undefined) this.reason = options.reason;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
    if (options.details !== undefined) this.details = options.details;
  }
}

/** Whether `error` is a KubeError, and of one of `kinds` where any are given. */
export function isKubeError(error: unknown, ...kinds: KubeErrorKind[]): error is KubeError {
  return error instanceof KubeError && (kinds.length === 0 || kinds.includes(error.kind));
}

/** metav1.StatusReason, where it says more than the HTTP code does. */
const byReason: Record<string, KubeErrorKind> = {
  NotFound: 'NotFound', AlreadyExists: 'AlreadyExists', Conflict: 'Conflict', Forbidden: 'Forbidden', Unauthorized: 'Unauthorized',
  Invalid: 'Invalid', BadRequest: 'Invalid', Gone: 'Gone', Expired: 'Gone', TooManyRequests: 'TooManyRequests',
  ServiceUnavailable: 'Unavailable', Timeout: 'Timeout', ServerTimeout: 'Timeout',
};

const byCode: Record<number, KubeErrorKind> = {
  400: 'Invalid', 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 408: 'Timeout', 409: 'Conflict', 410: 'Gone', 422: 'Invalid',
  429: 'TooManyRequests', 502: 'Unavailable', 503: 'Unavailable', 504: 'Timeout',
};

/** An error answer turned into a KubeError. `code` is the HTTP status; `what` is verb and resource for the message. */
export function fromStatus(what: string, code: number, status: Status = {}, retryAfterSeconds?: number): KubeError {
  const { reason = '', message = `HTTP ${code}`, details } = status;
  return new KubeError(byReason[reason] ?? byCode[code] ?? 'Unknown', `${what}: ${message}`, {
    status: code,
    reason: status.reason,
    retryAfterSeconds: retryAfterSeconds ?? details?.retryAfterSeconds,
    details,
  });
}

/** The first message that says something: where several addresses were tried, an AggregateError without words wraps one error for each. */
function causeMessage(error: unknown): string {
  const { message = '', errors = [], code, name } = error as { message?: string; errors?: unknown[]; code?: string; name?: string };
  // Node goes on with advice about its own command line.
  if (message !== '') return message.replace(/; if the root CA is installed locally.*$/s, '');
  return errors.length > 0 ? causeMessage(errors[0]) : code ?? name ?? String(error);
}

/** Whatever a socket, a timer or a parser threw, as a KubeError; a KubeError passes unchanged. */
export function toKubeError(what: string, error: unknown, kind: KubeErrorKind = 'Network'): KubeError {
  if (error instanceof KubeError) return error;
  return new KubeError(kind, `${what}: ${causeMessage(error ?? 'no reason')}`, { cause: error });
}

/** The error for a call that `signal` ended; the signal's reason is the cause. */
export function aborted(what: string, signal: AbortSignal): KubeError {
  const reason: unknown = signal.reason;
  return reason instanceof KubeError ? reason : new KubeError('Aborted', `${what}: aborted`, { cause: reason });
}
