import { Candidate } from './candidate.ts';
import type { Client } from './client.ts';
import { sleep } from './clock.ts';
import { KubeError } from './errors.ts';

/** The right to write that goes with a held lease. */
export interface Leadership {
  /** Aborts when the leadership is lost, and when `lead` is told to end. */
  readonly signal: AbortSignal;
  /** Ask right before a write: false as soon as the renew deadline passed, even when the process was stopped in between. */
  isHeld(): boolean;
}

export interface LeadOptions {
  namespace: string;
  name: string;
  /** Different for every process. */
  identity: string;
  /** Ends the waiting or the leading; the lease is released once onLead finished. */
  signal: AbortSignal;
  /** How long others wait after the last renewal before they take over. Default 15. */
  leaseSeconds?: number | undefined;
  /** How long this process believes itself the leader after its last renewal; less than leaseSeconds. Default 10. */
  renewSeconds?: number | undefined;
  /** Default 2, of which up to 20 % more at random. */
  retrySeconds?: number | undefined;
  /** Called once the lease is held; should end when leadership.signal aborts. */
  onLead: (leadership: Leadership) => Promise<void>;
  /** Told who leads whenever the lease is looked at and somebody else does. */
  onHolder?: ((identity: string) => void) | undefined;
  log?: ((message: string, error?: KubeError) => void) | undefined;
}

/**
 * Waits until this process is the leader, calls onLead, keeps the lease renewed until onLead finished, then releases it. Everything is
 * measured by this process's own monotonic clock: the times in the Lease are for people.
 * @returns when onLead finished, or the signal aborted before it was called
 * @throws KubeError Conflict when the leadership was lost; what onLead threw
 */
export async function lead(client: Client, options: LeadOptions): Promise<void> {
  const { signal, retrySeconds = 2, log = () => undefined } = options;
  const candidate = new Candidate(client, options);
  while (!await attempt(candidate, options, signal)) {
    await sleep(retrySeconds * 1000 * (1 + 0.2 * Math.random()), signal);
    if (signal.aborted) return;
  }
  log(`${options.identity} leads ${options.namespace}/${options.name}`);
  await serve(candidate, options);
}

async function attempt(candidate: Candidate, options: LeadOptions, signal?: AbortSignal): Promise<boolean> {
  try {
    return await candidate.attempt(signal);
  } catch (error) {
    if (signal?.aborted !== true) options.log?.('the lease could not be read or written', error as KubeError);
    return false;
  }
}

async function serve(candidate: Candidate, options: LeadOptions): Promise<void> {
  const { signal, onLead, log = () => undefined } = options;
  const lost = new AbortController();
  const finished = new AbortController();
  const leadership: Leadership = {
    signal: AbortSignal.any([signal, lost.signal]),
    isHeld: () => !lost.signal.aborted && candidate.isHeld(),
  };
  const renewing = renew(candidate, options, finished.signal).catch((error: unknown) => {
    lost.abort(error);
    log('the leadership is lost', error as KubeError);
  });
  try {
    await onLead(leadership);
  } finally {
    finished.abort();
    await renewing;
    if (!lost.signal.aborted) await candidate.release();
  }
  if (lost.signal.aborted) throw lost.signal.reason as KubeError;
}

/** Until `finished`, not until the caller's signal: whoever is asked to end still finishes its work as the leader. */
async function renew(candidate: Candidate, options: LeadOptions, finished: AbortSignal): Promise<void> {
  const { retrySeconds = 2, namespace, name } = options;
  for (;;) {
    await sleep(Math.min(retrySeconds * 1000 * (1 + 0.2 * Math.random()), candidate.remainingMs()), finished);
    if (finished.aborted) return;
    // Looked at before and after: the process may have been stopped at any point, and what ran out is not taken up again.
    if (candidate.isHeld()) await attempt(candidate, options);
    if (!candidate.isHeld()) {
      throw new KubeError('Conflict', `lease ${namespace}/${name} lost: ${candidate.takenBy() ?? 'it was not renewed in time'}`);
    }
  }
}
