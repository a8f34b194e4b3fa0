import type { Pod } from '../../api/kubernetes.ts';
import type { Client } from '../../kube/client.ts';
import { aborted, isKubeError, type KubeError } from '../../kube/errors.ts';
import { followLogBatches, type LogLine } from '../../kube/logs.ts';
import { startReflector } from '../../kube/reflector.ts';
import { pods } from '../../kube/resources.ts';
import { childSelector } from '../follow/read.ts';
import { followRun } from '../follow/watch.ts';
import { tidied } from './filter.ts';
import { Owners } from './owners.ts';
import { patiently } from './patiently.ts';
import type { LogsOutput, LogsRequest } from './request.ts';
import { selected } from './select.ts';
import { hasEnded, type Source } from './source.ts';
import { tidier } from './tidy.ts';
import { Troubles } from './troubles.ts';
import { Turns } from './turns.ts';

/** How long a log may hold its stream while others wait for one, ms. */
const sliceMs = 2000;

/**
 * Writes each log from its beginning, or where the request says, to its end, as lines come; pods that appear later are joined. Ends when
 * the run is over and every log was read, and is not stopped by an API server that is away for minutes.
 * @returns how many logs there were
 * @throws KubeError Aborted, and where a right is missing; Failure when not every log could be read to its end
 */
export function followLogs(client: Client, request: LogsRequest, output: LogsOutput, signal: AbortSignal): Promise<number> {
  return new Follower(client, request, output, signal).run();
}

class Follower {
  readonly #client: Client;
  readonly #request: LogsRequest;
  readonly #output: LogsOutput;
  readonly #signal: AbortSignal;
  readonly #owners: Owners;
  readonly #troubles: Troubles;
  readonly #turns: Turns;
  readonly #tidy = tidier();
  /** By UID of the pod. */
  readonly #tails = new Map<string, Promise<void>>();
  #logs = 0;
  readonly #over = Promise.withResolvers<undefined>();

  constructor(client: Client, request: LogsRequest, output: LogsOutput, signal: AbortSignal) {
    this.#client = client;
    this.#request = request;
    this.#output = output;
    this.#signal = signal;
    this.#owners = new Owners(client, request.run);
    this.#troubles = new Troubles(output);
    this.#turns = new Turns(request.maxStreams, sliceMs);
  }

  async run(): Promise<number> {
    const watching = new AbortController();
    const signal = AbortSignal.any([this.#signal, watching.signal]);
    this.#over.promise.catch(() => undefined);
    const onAbort = (): void => this.#fail(aborted(`logs of ${this.#request.run.metadata.name}`, this.#signal));
    this.#signal.addEventListener('abort', onAbort, { once: true });
    if (this.#signal.aborted) onAbort();
    this.#watchPods(signal);
    void this.#untilRunIsOver(signal);
    try {
      await this.#over.promise;
    } finally {
      watching.abort();
    }
    await this.#joinLast();
    await Promise.all(this.#tails.values());
    this.#troubles.finish(this.#logs);
    return this.#logs;
  }

  #watchPods(signal: AbortSignal): void {
    startReflector(this.#client, pods, {
      namespace: this.#request.run.metadata.namespace, labelSelector: childSelector(this.#request.run), signal,
      onChange: ({ type, object }) => type === 'deleted' ? undefined : this.#consider(object),
      onError: (error) => this.#onWatchError(error),
    });
  }

  async #untilRunIsOver(signal: AbortSignal): Promise<void> {
    const { end } = await followRun(this.#client, this.#request.run, { signal, onTrouble: (error) => this.#onWatchError(error) });
    if (end !== 'aborted') this.#over.resolve(undefined);
  }

  /** Anything but a missing right may pass. */
  #onWatchError(error: KubeError): void {
    if (isKubeError(error, 'Forbidden', 'Unauthorized')) this.#fail(error);
  }

  #fail(reason: unknown): void {
    this.#over.reject(reason);
  }

  /** Of a pod that changed: starts to read its log when there is one to be read that nobody reads yet. */
  #consider(pod: Pod): void {
    const uid = pod.metadata?.uid ?? '';
    const source = this.#tails.has(uid) ? undefined : selected(pod, this.#request.selection);
    if (source === undefined) return;
    const tail = this.#tail(source, pod);
    tail.catch((error: unknown) => this.#fail(error));
    this.#tails.set(uid, tail);
  }

  async #tail(source: Source, pod: Pod): Promise<void> {
    const { start, tidy, filter, format } = this.#request;
    const { namespace, pod: name, container } = source;
    // Of a container that ended, one stream is the whole log.
    const follow = !hasEnded(pod, source);
    const signal = this.#signal;
    const turn = (end: AbortSignal) => this.#turns.take(end);
    if (!await patiently(() => this.#owners.owns(pod), signal)) return;
    this.#logs += 1;
    try {
      const batches = followLogBatches(this.#client, { namespace, name, container, ...start, follow, signal, turn });
      for await (const lines of tidied(this.#counted(batches), tidy(source))) {
        const wanted = filter(lines);
        if (wanted.length > 0) await this.#output.write(format({ source, lines: wanted }));
      }
    } catch (error) {
      this.#troubles.add(source, error);
    }
  }

  /** Also what is not shown: a runner's last thousands of lines are for the operator. */
  async* #counted(batches: AsyncGenerator<LogLine[]>): AsyncGenerator<LogLine[]> {
    for await (const lines of batches) {
      this.#tidy(lines);
      yield lines;
    }
  }

  /** The watch of pods may be behind that of the run: a list made after the run's end has every log that there will be. */
  async #joinLast(): Promise<void> {
    const { run } = this.#request;
    const options = { namespace: run.metadata.namespace, labelSelector: childSelector(run), signal: this.#signal };
    const { items } = await patiently(() => this.#client.list(pods, options), this.#signal);
    for (const pod of items) this.#consider(pod);
  }
}
