import { labels, type Role } from '../../../api/labels.ts';
import type { Job, Pod } from '../../../api/kubernetes.ts';
import { aPod, atItsDeadline, ended, oomKilled, running, stuck, unschedulable, withCondition, withStatus } from '../../builders/children.ts';
import type { FakeCluster } from './cluster.ts';
import {
  initializerFate, isInitialised, mishapOf, runnerFate, starterFate, teardownFate, type Fate, type Mishap, type NodeScript, type Process, type RunnerScript,
} from './fates.ts';

/** A FAKE of job controller, scheduler, kubelet and k6 together: it moves Jobs to pods and pods through their lives, in virtual time. */
export class FakeNode {
  readonly processes = new Map<string, Process>();
  readonly #cluster: FakeCluster;
  readonly #script: NodeScript;
  #starterEvicted = false;

  constructor(cluster: FakeCluster, script: NodeScript) {
    this.#cluster = cluster;
    this.#script = script;
  }

  /** Does all that is due by now. */
  tick(): void {
    for (const job of this.#cluster.jobs.values()) this.#tickJob(job, this.#cluster.sources().podsOf(job));
    for (const pod of [...this.#cluster.pods.values()]) this.#tickPod(pod, this.#process(pod));
  }

  /** How often each runner was started. */
  runnersStarted(): number[] {
    return [...this.processes.values()].filter(({ role }) => role === 'runner').map(({ starts }) => starts);
  }

  /** How often each runner ran teardown() on request. */
  teardowns(): number[] {
    return [...this.processes.values()].filter(({ role }) => role === 'runner').map(({ tornDown = [] }) => tornDown.length);
  }

  #tickJob(job: Job, pods: Pod[]): void {
    if (job.status?.conditions) return;
    if (job.spec?.suspend) {
      for (const pod of pods) this.#remove(pod);
      return;
    }
    const live = pods.some(({ status }) => status?.phase !== 'Failed');
    if (!live && (pods.length === 0 || isTriedAgain(job))) this.#makePod(job, pods.length);
  }

  #makePod(job: Job, tries: number): void {
    const uid = this.#cluster.uid();
    const pod = aPod(job, { name: `${job.metadata?.name ?? ''}-pod${tries}`, uid, creationTimestamp: this.#cluster.time() });
    const { [labels.role]: role = '', [labels.runnerIndex]: index = '0' } = job.metadata?.labels ?? {};
    this.processes.set(uid, { role: role as Role, index: Number(index), created: this.#cluster.now, starts: 0, over: false });
    this.#cluster.put(this.#cluster.pods, pod);
  }

  #remove(pod: Pod): void {
    this.#process(pod).over = true;
    this.#cluster.drop(this.#cluster.pods, nameOf(pod));
  }

  #process({ metadata }: Pod): Process {
    const process = this.processes.get(metadata?.uid ?? '');
    if (!process) throw new Error('a pod without a process');
    return process;
  }

  #runner(index: number): RunnerScript {
    const { runners = {} } = this.#script;
    return typeof runners === 'function' ? runners(index) : runners;
  }

  #tickPod(pod: Pod, process: Process): void {
    if (process.over) {
      this.#cleanUp(pod, process);
      return;
    }
    if (pod.spec?.activeDeadlineSeconds === 1) process.signalled ??= this.#cluster.now;
    if (process.up === undefined) this.#begin(pod, process);
    else if (process.role === 'runner') this.#tickRunner(pod, process);
    else this.#tickHelper(pod, process);
  }

  /** As a drain of the node does with pods that are over. */
  #cleanUp(pod: Pod, process: Process): void {
    if (process.role !== 'runner') return;
    const late = mishapOf(process, this.#runner(process.index), this.#cluster.now - 2000);
    if (late === 'remove finished pod') this.#cluster.drop(this.#cluster.pods, nameOf(pod));
  }

  #begin(pod: Pod, process: Process): void {
    const { stuck: obstacle, startsAfter = 1000 } = process.role === 'runner' ? this.#runner(process.index) : this.#helperObstacle(process.role);
    if (obstacle) this.#stick(pod, obstacle);
    else if (this.#cluster.now - process.created >= startsAfter) {
      process.up = this.#cluster.now;
      this.#cluster.put(this.#cluster.pods, running(pod, { ip: `10.0.0.${process.index}`, startedAt: this.#cluster.time() }));
    }
  }

  #helperObstacle(role: Role): RunnerScript {
    return (role === 'starter' || role === 'stopper' || role === 'teardown') && this.#script[role] === 'never runs' ? { stuck: 'unschedulable' } : {};
  }

  #stick(pod: Pod, obstacle: NonNullable<RunnerScript['stuck']>): void {
    if (pod.status?.conditions ?? pod.status?.containerStatuses) return;
    this.#cluster.put(this.#cluster.pods, obstacle === 'image' ? stuck(pod, 'ImagePullBackOff', 'not found') : unschedulable(pod));
  }

  #tickRunner(pod: Pod, process: Process): void {
    const { now } = this.#cluster;
    const script = this.#runner(process.index);
    const paused = pod.spec?.containers[0]?.command?.includes('--paused');
    if (!paused && isInitialised(process, script, now)) this.#start(process);
    const mishap = mishapOf(process, script, now);
    const fate = this.#lingers(pod, process, runnerFate(process, script, now));
    if (mishap) this.#meet(pod, mishap);
    else if (fate) this.#end(pod, fate);
  }

  /** A runner with --linger goes on after its test until it gets a signal. */
  #lingers(pod: Pod, process: Process, fate: Fate | undefined): Fate | undefined {
    const lingers = pod.spec?.containers[0]?.command?.includes('--linger') && process.began !== undefined;
    if (!lingers) return fate;
    if (process.signalled !== undefined) return process.tested ?? fate;
    if (fate) process.tested ??= fate;
    return undefined;
  }

  #meet(pod: Pod, mishap: Mishap): void {
    const name = jobOf(pod);
    if (mishap === 'oom') this.#finish(oomKilled(pod));
    else if (mishap === 'remove finished pod') this.#end(pod, { exitCode: this.#runner(this.#process(pod).index).exitCode ?? 0 });
    else {
      this.#remove(pod);
      if (mishap === 'delete job') this.#cluster.drop(this.#cluster.jobs, name);
      else this.#condition(name, 'Failed');
    }
  }

  #start(process: Process): void {
    if (process.began !== undefined) return;
    process.began = this.#cluster.now;
    process.starts += 1;
  }

  #end(pod: Pod, { exitCode, message }: Fate): void {
    const over = ended(pod, exitCode, { finishedAt: this.#cluster.time(), ...(message === undefined ? {} : { message }) });
    const process = this.#process(pod);
    if (process.signalled === undefined) this.#finish(over);
    else if (process.failed) this.#finish(atItsDeadline(over));
    else this.#fail(pod, process);
  }

  /** The kubelet tells of a pod at its deadline before it tells of its containers, and the Job goes by the pod. */
  #fail(pod: Pod, process: Process): void {
    process.failed = true;
    this.#cluster.put(this.#cluster.pods, atItsDeadline(pod));
    this.#condition(jobOf(pod), 'Failed');
  }

  #finish(pod: Pod): void {
    this.#process(pod).over = true;
    this.#cluster.put(this.#cluster.pods, pod);
    this.#condition(jobOf(pod), pod.status?.phase === 'Succeeded' ? 'Complete' : 'Failed');
  }

  #condition(name: string, type: 'Complete' | 'Failed'): void {
    const job = this.#cluster.jobs.get(name);
    if (job) this.#cluster.put(this.#cluster.jobs, withCondition(job, type));
  }

  #tickHelper(pod: Pod, process: Process): void {
    const fate = process.signalled === undefined ? this.#helperFate(pod, process) : { exitCode: process.role === 'initializer' ? 137 : 1 };
    if (fate) this.#end(pod, fate);
  }

  #helperFate(pod: Pod, process: Process): Fate | undefined {
    if (process.role === 'initializer') return initializerFate(process, this.#script.initializer ?? {}, this.#cluster.now);
    if (process.role === 'teardown') return teardownFate(this.#targets(pod)[0], this.#script, this.#cluster.now);
    return process.role === 'starter' ? this.#starterFate(pod, process) : this.#stopperFate(pod);
  }

  #stopperFate(pod: Pod): Fate | undefined {
    if (this.#script.stopper === 'fails') return { exitCode: 1, message: '{"ok":false,"action":"stop","reason":"StopFailed"}' };
    const targets = this.#targets(pod);
    for (const target of targets) target.toldToStop ??= this.#cluster.now;
    return targets.every(({ over, tested }) => over || tested) ? { exitCode: 0 } : undefined;
  }

  #starterFate(pod: Pod, process: Process): Fate | undefined {
    if (this.#script.starter === 'evicted once' && !this.#starterEvicted) {
      this.#evictStarter(pod, process);
      return undefined;
    }
    const { now } = this.#cluster;
    const targets = this.#targets(pod);
    const late = targets.filter((target) => target.over || !isInitialised(target, this.#runner(target.index), now)).map(({ index }) => index);
    if (late.length === 0 && process.shotAt === undefined && this.#script.starter !== 'setup throws') {
      process.shotAt = now;
      for (const target of targets) this.#start(target);
    }
    return starterFate(process, { late, runners: targets.length, timeout: Number(envOf(pod, 'K6_TIMEOUT_SECONDS')) * 1000 }, this.#script, now);
  }

  #evictStarter(pod: Pod, process: Process): void {
    this.#starterEvicted = true;
    process.over = true;
    this.#cluster.put(this.#cluster.pods, withStatus(pod, { phase: 'Failed', reason: 'Evicted', message: 'node low on memory', containerStatuses: [] }));
  }

  #targets(pod: Pod): Process[] {
    const indices = envOf(pod, 'K6_TARGETS').split(' ').map((target) => Number(target.split('=')[0]));
    return indices.flatMap((index) => [...this.processes.values()].filter((process) => process.role === 'runner' && process.index === index).slice(-1));
  }
}

function isTriedAgain({ spec }: Job): boolean {
  return (spec?.backoffLimit ?? 0) > 0;
}

function nameOf({ metadata }: Pod): string {
  return metadata?.name ?? '';
}

function jobOf({ metadata }: Pod): string {
  return metadata?.ownerReferences?.[0]?.name ?? '';
}

function envOf(pod: Pod, name: string): string {
  return pod.spec?.containers[0]?.env?.find((one) => one.name === name)?.value ?? '';
}
