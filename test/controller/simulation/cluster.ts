import type { CoreEvent, Job, KubeObject, Pod } from '../../../api/kubernetes.ts';
import type { Kind, Run } from '../../../api/run.ts';
import type { RunStatus } from '../../../api/status.ts';
import type { Client, DeleteOptions, Ref } from '../../../kube/client.ts';
import { KubeError, type KubeErrorKind } from '../../../kube/errors.ts';
import type { Resource } from '../../../kube/resources.ts';
import type { RunKey } from '../../../controller/watch/keys.ts';

/** A call as a fault may look at it. */
export interface Call {
  verb: 'get' | 'list' | 'create' | 'patch' | 'replace' | 'delete' | 'log';
  plural: string;
  name: string;
}

export interface Faults {
  /** Answers a call instead of the cluster. */
  refuse?: (call: Call) => KubeError | undefined;
  /** The process that made this call, the n-th of all from 1, gets no answer and makes no further call. */
  killAfter?: number;
}

/**
 * A FAKE of what an API server keeps, in memory and without delay, so that whole runs can be walked through in virtual time and be broken
 * off anywhere. It knows the rules that the controller counts on: UIDs, resource versions, AlreadyExists, Conflict, and that a run's
 * children go with it.
 */
export class FakeCluster {
  readonly runs = new Map<string, Run>();
  readonly jobs = new Map<string, Job>();
  readonly pods = new Map<string, Pod>();
  readonly configMaps = new Map<string, KubeObject & { data?: Record<string, string> }>();
  readonly events: CoreEvent[] = [];
  /** By pod; a pod without one has a line of its own. */
  readonly logs = new Map<string, string>();
  /** Every Job that was made, in order. */
  readonly made: string[] = [];
  /** Every status that was written. */
  readonly statuses: RunStatus[] = [];
  calls = 0;
  #versions = 1;
  #uids = 0;
  /** Milliseconds since the epoch. */
  now: number;
  faults: Faults;

  constructor(now: number, faults: Faults = {}) {
    this.now = now;
    this.faults = faults;
  }

  time(): string {
    return new Date(this.now).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  uid(): string {
    this.#uids += 1;
    return `uid-${this.#uids}`;
  }

  /** Counts every change, so that a test can see whether there was one. */
  get version(): number {
    return this.#versions;
  }

  put<T extends KubeObject>(map: Map<string, T>, object: T): T {
    this.#versions += 1;
    const { uid = this.uid(), creationTimestamp = this.time() } = object.metadata ?? {};
    const stored = { ...object, metadata: { ...object.metadata, uid, creationTimestamp, resourceVersion: String(this.#versions) } };
    map.set(object.metadata?.name ?? '', stored);
    return stored;
  }

  drop(map: Map<string, KubeObject>, name: string): void {
    if (map.delete(name)) this.#versions += 1;
  }

  /** The part of the watches' copies that a reconcile pass reads, always up to date. */
  sources(): { run: (key: RunKey) => Run | undefined; runs: () => Run[]; job: (namespace: string, name: string) => Job | undefined; podsOf: (job: Job) => Pod[]; remember: () => void } {
    return {
      run: ({ kind, name }) => (this.runs.get(name)?.kind === kind ? this.runs.get(name) : undefined),
      runs: () => [...this.runs.values()],
      job: (_namespace, name) => this.jobs.get(name),
      podsOf: (job) => [...this.pods.values()].filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === job.metadata?.uid)),
      remember: () => undefined,
    };
  }

  /** A client for one process; it is dead for good once the process was killed. */
  connect(): Client {
    const life = { killed: false };
    const call = <T>(what: Call, answer: () => T): Promise<T> => Promise.resolve().then(() => {
      if (life.killed) throw new KubeError('Aborted', 'the process was killed');
      const refusal = this.faults.refuse?.(what);
      if (refusal) throw refusal;
      this.calls += 1;
      const answered = answer();
      life.killed = this.calls === this.faults.killAfter;
      if (life.killed) throw new KubeError('Aborted', 'the process was killed');
      return answered;
    });
    return {
      get: (resource, { name }) => call({ verb: 'get', plural: resource.plural, name }, () => this.#find(resource, name)),
      list: (resource, options) => call({ verb: 'list', plural: resource.plural, name: '' }, () => ({ items: this.#list(resource, options?.labelSelector), resourceVersion: '1' })),
      create: (resource, object) => call({ verb: 'create', plural: resource.plural, name: nameOf(object) }, () => this.#create(resource, object)),
      patch: (resource, { name }, patch) => call({ verb: 'patch', plural: resource.plural, name }, () => this.#patch(resource, name, patch)),
      replace: (resource, object, options) => call({ verb: 'replace', plural: resource.plural, name: nameOf(object) }, () => this.#replace(resource, object, options)),
      delete: (resource, ref, options) => call({ verb: 'delete', plural: resource.plural, name: ref.name }, () => this.#delete(resource, ref, options)),
      podLog: ({ name }) => call({ verb: 'log', plural: 'pods', name }, () => this.logs.get(name) ?? `log of ${name}\n`),
      apply: () => Promise.reject(new Error('not part of this fake')),
      podLogStream: () => Promise.reject(new Error('not part of this fake')),
      watch: () => {
        throw new Error('not part of this fake');
      },
    };
  }

  #map<T extends KubeObject>({ plural }: Resource<T>): Map<string, T> {
    const maps: Record<string, Map<string, KubeObject>> = { k6s: this.runs, testruns: this.runs, jobs: this.jobs, pods: this.pods, configmaps: this.configMaps };
    const map = maps[plural];
    if (!map) throw new Error(`no ${plural} in this fake`);
    return map as Map<string, T>;
  }

  #list<T extends KubeObject>(resource: Resource<T>, labelSelector = ''): T[] {
    if (resource.plural === 'events') return this.events as KubeObject[] as T[];
    const [label = '', value] = labelSelector.split('=');
    return [...this.#map(resource).values()].filter(({ metadata }) => value === undefined || metadata?.labels?.[label] === value);
  }

  #find<T extends KubeObject>(resource: Resource<T>, name: string): T {
    const found = this.#map(resource).get(name);
    if (!found) throw failure('NotFound', resource.plural, name);
    return found;
  }

  #create<T extends KubeObject>(resource: Resource<T>, object: T): T {
    const map = this.#map(resource);
    if (map.has(nameOf(object))) throw failure('AlreadyExists', resource.plural, nameOf(object));
    if (resource.plural === 'jobs') this.made.push(nameOf(object));
    return this.put(map, object);
  }

  #patch<T extends KubeObject>(resource: Resource<T>, name: string, patch: object): T {
    const found = this.#find(resource, name) as T & { spec?: object };
    const { metadata, spec } = patch as { metadata?: { uid?: string }; spec?: object };
    if (metadata?.uid !== undefined && metadata.uid !== found.metadata?.uid) throw failure('Conflict', resource.plural, name);
    const changed = { ...found, spec: { ...found.spec, ...spec } };
    return JSON.stringify(changed) === JSON.stringify(found) ? found : this.put(this.#map(resource), changed);
  }

  #replace<T extends KubeObject>(resource: Resource<T>, object: T, options?: { subresource?: string | undefined }): T {
    const found = this.#find(resource, nameOf(object));
    const given = object.metadata?.resourceVersion;
    if (given !== undefined && given !== found.metadata?.resourceVersion) throw failure('Conflict', resource.plural, nameOf(object));
    if (options?.subresource !== 'status') return this.put(this.#map(resource), { ...object, metadata: { ...object.metadata, uid: found.metadata?.uid ?? '' } });
    const { status } = object as { status?: RunStatus };
    this.statuses.push(status ?? {});
    return this.put(this.#map(resource), { ...found, status });
  }

  #delete({ plural }: Resource<KubeObject>, { name }: Ref, options?: DeleteOptions): void {
    const run = this.runs.get(name);
    if (plural !== 'k6s' && plural !== 'testruns') throw new Error('only runs are deleted');
    if (!run || (options?.uid !== undefined && options.uid !== run.metadata.uid)) return;
    this.deleteRun(name);
  }

  /** A run goes with all that it owns. */
  deleteRun(name: string): void {
    const uid = this.runs.get(name)?.metadata.uid;
    this.drop(this.runs, name);
    for (const map of [this.jobs, this.configMaps] as Map<string, KubeObject>[]) {
      for (const child of [...map.values()]) if (child.metadata?.ownerReferences?.some((owner) => owner.uid === uid)) this.deleteChild(map, nameOf(child));
    }
  }

  deleteChild(map: Map<string, KubeObject>, name: string): void {
    const uid = map.get(name)?.metadata?.uid;
    this.drop(map, name);
    for (const pod of [...this.pods.values()]) if (pod.metadata?.ownerReferences?.some((owner) => owner.uid === uid)) this.drop(this.pods, nameOf(pod));
  }
}

function nameOf({ metadata }: KubeObject): string {
  return metadata?.name ?? '';
}

function failure(kind: KubeErrorKind, plural: string, name: string): KubeError {
  return new KubeError(kind, `${plural} "${name}": ${kind}`);
}

export function keyOf(kind: Kind, name: string): string {
  return `${kind}/default/${name}`;
}
