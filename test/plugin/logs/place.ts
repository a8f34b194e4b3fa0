import type { Pod } from '../../../api/kubernetes.ts';
import { labels } from '../../../api/labels.ts';
import type { Kind, Run } from '../../../api/run.ts';
import type { RunSpec } from '../../../api/spec.ts';
import { runnerJob } from '../../../controller/jobs/runner/job.ts';
import { starterJob } from '../../../controller/jobs/starter/job.ts';
import type { Client } from '../../../kube/client.ts';
import { jobs, k6s, pods, testRuns } from '../../../kube/resources.ts';
import type { ContainerLog, LogNode } from '../../fakes/kubelet/logs.ts';
import { endedStatus, runningStatus } from '../../fakes/kubelet/status.ts';
import { eventually, makeNamespace } from '../../kube/helpers.ts';

const settings = { runnerImage: 'k6', operatorImage: 'operator', maxParallelism: 100 };

/** A run of a real API server whose pods are those of real Jobs, and whose containers say what the test makes them say. */
export class LogPlace {
  readonly client: Client;
  readonly namespace: string;
  readonly #node: LogNode;

  private constructor(client: Client, node: LogNode, namespace: string) {
    this.client = client;
    this.#node = node;
    this.namespace = namespace;
  }

  static async make(client: Client, node: LogNode): Promise<LogPlace> {
    return new LogPlace(client, node, await makeNamespace(client));
  }

  run(name: string, spec: Partial<RunSpec> = {}, kind: Kind = 'K6'): Promise<Run> {
    return this.client.create(kind === 'K6' ? k6s : testRuns, {
      apiVersion: 'k6.io/v1alpha1', kind, metadata: { name, namespace: this.namespace }, spec: { script: { configMap: { name: 's' } }, ...spec },
    } as unknown as Run);
  }

  /** What the operator says at the end of a run. */
  async finish({ metadata: { name } }: Run): Promise<void> {
    await this.client.patch(k6s, { namespace: this.namespace, name }, { status: { stage: 'finished', result: 'Passed', exitCode: 0 } }, { subresource: 'status' });
  }

  /** Makes a runner's Job and resolves with its pod's log once that runs. */
  async runner(run: Run, index: number): Promise<Container> {
    const total = run.spec.parallelism ?? 1;
    return this.#start(runnerJob(run, index, { total, settings }));
  }

  async starter(run: Run): Promise<Container> {
    return this.#start(starterJob(run, { action: 'start', targets: [], timeoutSeconds: 600 }, settings));
  }

  async #start(job: ReturnType<typeof runnerJob>): Promise<Container> {
    const spec = job.spec?.template.spec;
    if (spec) spec.nodeName = this.#node.name;
    const { metadata } = await this.client.create(jobs, job);
    const labelSelector = `batch.kubernetes.io/controller-uid=${metadata?.uid ?? ''}`;
    const pod = await eventually(async () => (await this.client.list(pods, { namespace: this.namespace, labelSelector })).items[0]);
    const container = new Container(this.client, pod, this.#node.log(this.namespace, pod.metadata?.name ?? ''));
    await container.report(runningStatus(pod, '10.0.0.1'));
    return container;
  }
}

/** One running container, as the test plays it. */
export class Container {
  readonly pod: Pod;
  readonly log: ContainerLog;
  readonly #client: Client;

  constructor(client: Client, pod: Pod, log: ContainerLog) {
    this.#client = client;
    this.pod = pod;
    this.log = log;
  }

  get runner(): number {
    return Number(this.pod.metadata?.labels?.[labels.runnerIndex]);
  }

  async report(status: object): Promise<void> {
    const { name = '', namespace = '' } = this.pod.metadata ?? {};
    await this.#client.patch(pods, { namespace, name }, { status }, { subresource: 'status' });
  }

  /** The process ends. */
  async end(exitCode = 0): Promise<void> {
    this.log.end();
    await this.report(endedStatus(this.pod, { exitCode }));
  }
}
