import { appLabel, labels } from '../../api/labels.ts';
import type { Job, KubeObject, Pod } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError, type KubeError } from '../../kube/errors.ts';
import { startReflector, type Change, type Reflector, type ReflectorOptions } from '../../kube/reflector.ts';
import { jobs, k6s, pods, testRuns, type Resource } from '../../kube/resources.ts';
import { Gate, passable } from './gate.ts';
import { keyOf, keysOfChild, type RunKey } from './keys.ts';

export interface SourceOptions {
  /** Empty: all namespaces. */
  namespaces: string[];
  onKey: (key: string) => void;
  onError: (error: KubeError) => void;
  onRunGone: (uid: string) => void;
  signal: AbortSignal;
}

/** How long a Job that was just made may stay unseen by the watch before it is taken for gone. */
const overlayMilliseconds = 60_000;

const children = { labelSelector: `${labels.app}=${appLabel}` };

/** Copies of the runs, Jobs and pods that the API server has, kept up to date by watches; every change names the runs it may matter to. */
export class Sources {
  /** Settles when the first list of everything was seen; see `passable` for namespaces that refuse it. */
  readonly synced: Promise<unknown>;
  readonly done: Promise<unknown>;
  readonly #runs: Reflector<Run>[];
  readonly #jobs: Reflector<Job>[];
  readonly #pods: Reflector<Pod>[];
  readonly #made = new Map<string, { job: Job; until: number }>();

  constructor(client: Client, options: SourceOptions) {
    const gates = new Map((options.namespaces.length === 0 ? [undefined] : options.namespaces).map((namespace) => [namespace, new Gate(options.onKey)]));
    const reflect = <T extends KubeObject>(resource: Resource<T>, rest: Omit<ReflectorOptions<T>, 'signal'>): Reflector<T>[] =>
      [...gates].map(([namespace, gate]) => {
        const onError = (error: KubeError): void => {
          if (isKubeError(error, 'Forbidden')) gate.refuse();
          options.onError(error);
        };
        return gate.guard(startReflector(client, resource, { ...rest, namespace, onError, signal: options.signal }));
      });
    const tell = (keys: string[], { metadata }: KubeObject): void => (gates.get(metadata?.namespace) ?? gates.get(undefined))?.tell(keys);
    const onRun = ({ type, object }: Change<Run>): void => {
      if (type === 'deleted') options.onRunGone(object.metadata.uid);
      tell([keyOf(object)], object);
    };
    this.#runs = [...reflect(k6s, { onChange: onRun }), ...reflect(testRuns, { onChange: onRun })];
    this.#jobs = reflect(jobs, {
      ...children,
      onChange: ({ object }) => {
        this.#made.delete(nameKey(object));
        tell(keysOfChild(object), object);
      },
    });
    this.#pods = reflect(pods, { ...children, indexes: { job: ownerUids }, onChange: ({ object }) => tell(keysOfChild(object), object) });
    this.synced = passable([...gates.values()]);
    this.done = Promise.all([...this.#runs, ...this.#jobs, ...this.#pods].map(({ done }) => done));
  }

  run({ kind, namespace, name }: RunKey): Run | undefined {
    const found = this.#runs.map(({ store }) => store.byName(namespace, name));
    return found.find((run) => run?.kind === kind);
  }

  runOf(uid: string): Run | undefined {
    return this.#runs.map(({ store }) => store.get(uid)).find((run) => run !== undefined);
  }

  runs(): Run[] {
    return this.#runs.flatMap(({ store }) => store.all());
  }

  /** The Job of that name, also one that was just made and that no watch has told of yet. */
  job(namespace: string, name: string, now: number): Job | undefined {
    for (const { store } of this.#jobs) {
      const seen = store.byName(namespace, name);
      if (seen) return seen;
    }
    const made = this.#made.get(`${namespace}/${name}`);
    return made && made.until > now ? made.job : undefined;
  }

  podsOf(job: Job): Pod[] {
    return this.#pods.flatMap(({ store }) => store.byIndex('job', job.metadata?.uid ?? ''));
  }

  /** Remembers a Job until the watch tells of it, so that the next pass does not make it again. */
  remember(job: Job, now: number): void {
    this.#made.set(nameKey(job), { job, until: now + overlayMilliseconds });
  }
}

function nameKey({ metadata }: KubeObject): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

function ownerUids({ metadata }: Pod): string[] {
  return (metadata?.ownerReferences ?? []).map(({ uid }) => uid);
}
