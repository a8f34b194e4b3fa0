import { randomUUID } from 'node:crypto';
import type { CoreEvent, KubeObject } from '../api/kubernetes.ts';
import type { Client } from './client.ts';
import { systemClock, type Clock } from './clock.ts';
import { isKubeError, toKubeError, type KubeError } from './errors.ts';
import { events } from './resources.ts';

export interface RecordedEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

export interface RecorderOptions {
  /** Which of several processes speaks, such as the pod's name. */
  instance?: string | undefined;
  clock?: Clock | undefined;
  /** Told when an event could not be written. */
  onError?: ((error: KubeError) => void) | undefined;
}

interface Known {
  name: string;
  count: number;
  first: string;
}

/** Distinct events, and objects, that are remembered. */
const remembered = 1000;
/** Events an object may have at once, and how long until it gets another: client-go's spam filter. */
const burst = 25;
const refillMs = 300_000;
/** Writes that may wait for the API server; what comes on top is dropped. */
const waiting = 100;
/** events.k8s.io's limit for a note. */
const longestMessage = 1024;

/** Writes events on objects. Repeated ones are counted up in one Event; floods are cut; it never throws. */
export class EventRecorder {
  readonly #client: Client;
  readonly #component: string;
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  readonly #tokens = new Map<string, { left: number; at: number }>();
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(client: Client, component: string, options: RecorderOptions = {}) {
    this.#client = client;
    this.#component = component;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Resolves when the event was written, counted up or dropped. */
  record(object: KubeObject, event: RecordedEvent): Promise<void> {
    if (this.#waiting >= waiting || !this.#take(object.metadata?.uid ?? '')) return Promise.resolve();
    this.#waiting += 1;
    // One after another: two writers of one event would lose a count, and the order is what a reader sees.
    this.#last = this.#last
      .then(() => this.#write(object, { ...event, message: event.message.slice(0, longestMessage) }))
      .catch((error: unknown) => this.#report(error))
      .finally(() => {
        this.#waiting -= 1;
      });
    return this.#last;
  }

  async #write(object: KubeObject, event: RecordedEvent): Promise<void> {
    const key = JSON.stringify([object.metadata?.uid, event.type, event.reason, event.message]);
    const known = this.#known.get(key);
    const now = new Date().toISOString().replace(/\.\d+/, '');
    if (known !== undefined && await this.#countUp(object, known, now)) {
      touch(this.#known, key, { ...known, count: known.count + 1 });
      return;
    }
    // Still a DNS name when it is cut.
    const name = `${(object.metadata?.name ?? '').slice(0, 200).replace(/[-.]+$/, '')}.${randomUUID().slice(0, 13)}`;
    await this.#client.create(events, this.#event(object, event, { name, count: 1, first: now }));
    touch(this.#known, key, { name, count: 1, first: now });
  }

  /** False when the Event is gone: the API server keeps them for an hour. */
  async #countUp(object: KubeObject, known: Known, now: string): Promise<boolean> {
    try {
      const ref = { namespace: namespaceOf(object), name: known.name };
      await this.#client.patch(events, ref, { count: known.count + 1, lastTimestamp: now });
      return true;
    } catch (error) {
      if (isKubeError(error, 'NotFound')) return false;
      throw error;
    }
  }

  #event(object: KubeObject, { type, reason, message }: RecordedEvent, { name, count, first }: Known): CoreEvent {
    const { metadata = {}, apiVersion, kind } = object;
    const { instance } = this.#options;
    const involvedObject = {
      apiVersion, kind, name: metadata.name, namespace: metadata.namespace, uid: metadata.uid, resourceVersion: metadata.resourceVersion,
    };
    return {
      metadata: { name, namespace: namespaceOf(object) },
      involvedObject: involvedObject as CoreEvent['involvedObject'],
      type, reason, message, count,
      firstTimestamp: first,
      lastTimestamp: first,
      source: { component: this.#component },
      reportingComponent: this.#component,
      reportingInstance: instance ?? this.#component,
    };
  }

  /** A token bucket per object. */
  #take(uid: string): boolean {
    const now = this.#clock.now();
    const { left, at } = this.#tokens.get(uid) ?? { left: burst, at: now };
    const refilled = Math.min(burst, left + (now - at) / refillMs);
    touch(this.#tokens, uid, { left: refilled < 1 ? refilled : refilled - 1, at: now });
    return refilled >= 1;
  }

  #report(error: unknown): void {
    try {
      this.#options.onError?.(toKubeError('event', error));
    } catch {
      // There is nowhere left to tell.
    }
  }
}

/** Events of cluster-wide objects live here, as kubectl expects. */
function namespaceOf(object: KubeObject): string {
  return object.metadata?.namespace ?? 'default';
}

/** Keeps the least recently used out once there are too many. */
function touch<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > remembered && oldest !== undefined) map.delete(oldest);
}
