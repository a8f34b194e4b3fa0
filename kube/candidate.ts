import type { Lease } from '../api/kubernetes.ts';
import type { Client } from './client.ts';
import { startDeadline } from './deadline.ts';
import { isKubeError, type KubeError } from './errors.ts';
import { leases } from './resources.ts';

export interface CandidateOptions {
  namespace: string;
  name: string;
  identity: string;
  leaseSeconds?: number | undefined;
  renewSeconds?: number | undefined;
  /** Told who holds the lease whenever it is looked at and somebody else does. */
  onHolder?: ((identity: string) => void) | undefined;
  log?: ((message: string, error?: KubeError) => void) | undefined;
}

/** After a Conflict somebody else wrote in the same moment: a look tells who, without waiting for the next turn. */
const looks = 3;

/** One process's view of one Lease. Durations are judged by the monotonic clock, which goes on while the process is stopped. */
export class Candidate {
  readonly #client: Client;
  readonly #options: CandidateOptions;
  readonly #renewMs: number;
  #heldUntil = -Infinity;
  /** The holder's last sign of life: what the Lease said, and when this process first saw it say so. */
  #observed = { record: '', at: -Infinity };
  #takenBy: string | undefined;

  constructor(client: Client, options: CandidateOptions) {
    this.#client = client;
    this.#options = options;
    this.#renewMs = (options.renewSeconds ?? 10) * 1000;
  }

  /** Whether the last renewal was sent less than the renew deadline ago. */
  isHeld(): boolean {
    return performance.now() < this.#heldUntil;
  }

  remainingMs(): number {
    return Math.max(0, this.#heldUntil - performance.now());
  }

  /** Who else was seen to hold the lease. */
  takenBy(): string | undefined {
    return this.#takenBy;
  }

  /** Takes or renews the lease; false when somebody else has it. @throws KubeError when it cannot be told */
  async attempt(signal?: AbortSignal): Promise<boolean> {
    // Half the deadline: one call that hangs leaves time for another.
    const limit = Math.min(this.#renewMs / 2, this.isHeld() ? this.remainingMs() : Infinity);
    const deadline = startDeadline(`lease ${this.#options.namespace}/${this.#options.name}`, limit, signal);
    try {
      return await this.#looks(deadline.signal);
    } finally {
      deadline.clear();
    }
  }

  /** Lets the next one in at once. Best effort: a lease that is not released runs out. */
  async release(): Promise<void> {
    const deadline = startDeadline('release of the lease', this.#renewMs / 2);
    this.#heldUntil = -Infinity;
    try {
      const lease = await this.#client.get(leases, this.#options, deadline.signal);
      if (lease.spec?.holderIdentity !== this.#options.identity) return;
      const spec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime() };
      await this.#client.replace(leases, { ...lease, spec }, { signal: deadline.signal });
    } catch (error) {
      this.#options.log?.('the lease could not be released; it will run out', error as KubeError);
    } finally {
      deadline.clear();
    }
  }

  async #looks(signal: AbortSignal): Promise<boolean> {
    for (let look = 1; ; look += 1) {
      try {
        return await this.#once(signal);
      } catch (error) {
        if (look === looks || !isKubeError(error, 'Conflict', 'AlreadyExists')) throw error;
      }
    }
  }

  async #once(signal: AbortSignal): Promise<boolean> {
    const lease = await this.#read(signal);
    if (lease !== undefined && this.#heldByOther(lease)) {
      this.#heldUntil = -Infinity;
      this.#options.onHolder?.(lease.spec?.holderIdentity ?? '');
      this.#takenBy = `${lease.spec?.holderIdentity ?? ''} holds it`;
      return false;
    }
    // Taken before the write: the others start to count after it, so this process always gives up first.
    const start = performance.now();
    await this.#write(lease, signal);
    this.#heldUntil = start + this.#renewMs;
    return true;
  }

  async #read(signal: AbortSignal): Promise<Lease | undefined> {
    try {
      return await this.#client.get(leases, this.#options, signal);
    } catch (error) {
      if (isKubeError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  #heldByOther(lease: Lease): boolean {
    const { holderIdentity, leaseDurationSeconds } = lease.spec ?? {};
    if (!holderIdentity || holderIdentity === this.#options.identity) return false;
    const record = JSON.stringify([lease.metadata?.uid, lease.spec]);
    if (record !== this.#observed.record) this.#observed = { record, at: performance.now() };
    const durationMs = (leaseDurationSeconds ?? this.#leaseSeconds()) * 1000;
    return performance.now() - this.#observed.at < durationMs;
  }

  async #write(lease: Lease | undefined, signal: AbortSignal): Promise<void> {
    const { namespace, name, identity } = this.#options;
    const now = microTime();
    const mine = { holderIdentity: identity, leaseDurationSeconds: this.#leaseSeconds(), renewTime: now };
    if (lease === undefined) {
      const spec = { ...mine, acquireTime: now, leaseTransitions: 0 };
      await this.#client.create(leases, { metadata: { namespace, name }, spec }, { signal });
      return;
    }
    const kept = lease.spec?.holderIdentity === identity;
    const taken = kept ? {} : { acquireTime: now, leaseTransitions: (lease.spec?.leaseTransitions ?? 0) + 1 };
    await this.#client.replace(leases, { ...lease, spec: { ...lease.spec, ...mine, ...taken } }, { signal });
  }

  #leaseSeconds(): number {
    return this.#options.leaseSeconds ?? 15;
  }
}

/** metav1.MicroTime wants six digits of a second. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
