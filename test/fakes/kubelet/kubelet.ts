import type { Job, Pod } from '../../../api/kubernetes.ts';
import type { Client } from '../../../kube/client.ts';
import { isKubeError } from '../../../kube/errors.ts';
import { startReflector, type Change } from '../../../kube/reflector.ts';
import { jobs, pods } from '../../../kube/resources.ts';
import { goodInit, goodStart, goodTeardown, indexOf, lingers, roleOf, runOf, type Ending, type Script } from './script.ts';
import { endedStatus, runningStatus } from './status.ts';

/**
 * A fake: the pods of a real API server and job controller, without a node. It plays the kubelet by writing pod statuses,
 * and k6 by letting runners wait until their run's starter has ended well. One that lingers after its test ends as that did once its pod is ended.
 */
export class FakeKubelet {
  /** Every Job and pod ever seen, by name; a name that stands twice was made twice. */
  readonly jobsMade: string[] = [];
  readonly runnersStarted: string[] = [];
  readonly #client: Client;
  readonly #script: Script;
  readonly #ended = new Set<string>();
  /** How the tests of those went that linger, by UID. */
  readonly #atEnd = new Map<string, Ending>();
  readonly #running = new Map<string, Pod>();
  readonly #started = new Set<string>();
  readonly #abort = new AbortController();
  #ips = 0;

  constructor(client: Client, namespace: string, script: Script = {}) {
    this.#client = client;
    this.#script = script;
    const options = { namespace, signal: this.#abort.signal };
    startReflector(client, pods, { ...options, onChange: (change) => void this.#onPod(change) });
    startReflector(client, jobs, { ...options, onChange: ({ type, object }: Change<Job>) => {
      if (type === 'added') this.jobsMade.push(object.metadata?.name ?? '');
    } });
  }

  stop(): void {
    this.#abort.abort();
  }

  async #onPod({ type, object: pod }: Change<Pod>): Promise<void> {
    const uid = pod.metadata?.uid ?? '';
    if (type === 'deleted' || this.#ended.has(uid)) return;
    if (pod.metadata?.deletionTimestamp) await this.#remove(pod);
    else if (this.#running.has(uid)) await this.#obeyDeadline(pod);
    else if (this.#mayRun(pod)) await this.#run(pod);
  }

  async #obeyDeadline(pod: Pod): Promise<void> {
    if (pod.spec?.activeDeadlineSeconds === 1) await this.#end(pod, this.#atEnd.get(pod.metadata?.uid ?? '') ?? { exitCode: 105 }, 'DeadlineExceeded');
  }

  #mayRun({ spec, status }: Pod): boolean {
    return status?.phase === 'Pending' && (this.#script.onNodes !== true || (spec?.nodeName ?? '') !== '');
  }

  async #run(pod: Pod): Promise<void> {
    if (roleOf(pod) === 'runner' && this.#script.neverRuns?.(indexOf(pod))) return;
    this.#running.set(pod.metadata?.uid ?? '', pod);
    this.#ips += 1;
    await this.#report(pod, runningStatus(pod, `10.0.${this.#ips >> 8}.${this.#ips & 255}`));
    this.#live(pod);
  }

  #live(pod: Pod): void {
    const { starter = goodStart, initializer = goodInit, teardown = goodTeardown, diesEarly } = this.#script;
    const early = roleOf(pod) === 'runner' ? diesEarly?.(indexOf(pod)) : undefined;
    if (early) this.#after(20, () => this.#end(pod, early));
    const lives: Record<string, () => Promise<void>> = {
      initializer: () => this.#end(pod, initializer),
      starter: () => this.#shoot(pod, starter),
      stopper: () => this.#stop(pod),
      teardown: () => this.#end(pod, teardown),
      summary: () => this.#end(pod, { exitCode: 0 }),
    };
    const live = lives[roleOf(pod)];
    if (live) this.#after(10, live);
  }

  async #shoot(starter: Pod, ending: Ending): Promise<void> {
    const { loadMilliseconds = 50, runner = () => ({ exitCode: 0 }) } = this.#script;
    if (ending.exitCode === 0) {
      this.#started.add(runOf(starter));
      for (const pod of this.#runnersOf(starter)) {
        this.runnersStarted.push(pod.metadata?.name ?? '');
        this.#after(loadMilliseconds, () => this.#endTest(pod, runner(indexOf(pod))));
      }
    }
    await this.#end(starter, ending);
  }

  async #stop(stopper: Pod): Promise<void> {
    await Promise.all(this.#runnersOf(stopper).map((pod) => this.#endTest(pod, { exitCode: 103 })));
    await this.#end(stopper, { exitCode: 0 });
  }

  async #endTest(pod: Pod, ending: Ending): Promise<void> {
    const uid = pod.metadata?.uid ?? '';
    if (!lingers(pod)) await this.#end(pod, ending);
    else if (!this.#atEnd.has(uid)) this.#atEnd.set(uid, ending);
  }

  #runnersOf(helper: Pod): Pod[] {
    return [...this.#running.values()].filter((pod) => roleOf(pod) === 'runner' && runOf(pod) === runOf(helper));
  }

  async #end(pod: Pod, ending: Ending, podReason?: string): Promise<void> {
    const uid = pod.metadata?.uid ?? '';
    if (this.#ended.has(uid)) return;
    this.#ended.add(uid);
    this.#running.delete(uid);
    // As the real one, which tells of the pod before it tells of its containers.
    if (podReason !== undefined) await this.#report(pod, { phase: 'Failed', reason: podReason });
    await this.#report(pod, endedStatus(pod, ending, podReason));
  }

  async #remove(pod: Pod): Promise<void> {
    const { uid = '', name = '', namespace = '' } = pod.metadata ?? {};
    await this.#end(pod, { exitCode: 105 });
    await this.#client.delete(pods, { namespace, name }, { uid, gracePeriodSeconds: 0 });
  }

  async #report(pod: Pod, status: object): Promise<void> {
    const { name = '', namespace = '' } = pod.metadata ?? {};
    try {
      await this.#client.patch(pods, { namespace, name }, { status }, { subresource: 'status', signal: this.#abort.signal });
    } catch (error) {
      if (!isKubeError(error, 'NotFound', 'Aborted')) throw error;
    }
  }

  #after(milliseconds: number, what: () => Promise<void>): void {
    // A load that nobody waits for must not keep the process.
    setTimeout(() => {
      if (!this.#abort.signal.aborted) void what();
    }, milliseconds).unref();
  }
}
