import type { ConfigMap, Job } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import type { RunSpec } from '../../api/spec.ts';
import type { RunStatus } from '../../api/status.ts';
import { createClient, type Client } from '../../kube/client.ts';
import { configMaps, jobs, k6s, namespaces } from '../../kube/resources.ts';
import { createTransport, type Transport } from '../../kube/transport.ts';
import { FakeKubelet } from '../fakes/kubelet/kubelet.ts';
import type { Script } from '../fakes/kubelet/script.ts';
import { testKubeConfig } from '../setup/kubeconfig.ts';

let number = 0;

/** A namespace of its own on the real API server, with a script to run and pods that a fake kubelet plays. */
export class Stage {
  readonly namespace: string;
  readonly client: Client;
  readonly kubelet: FakeKubelet;
  readonly #transport: Transport;

  private constructor(namespace: string, transport: Transport, script: Script) {
    this.namespace = namespace;
    this.#transport = transport;
    this.client = createClient(transport);
    this.kubelet = new FakeKubelet(this.client, namespace, script);
  }

  /** @param config the API server's, where it is not the one that the tests share */
  static async open(script: Script = {}, config = testKubeConfig()): Promise<Stage> {
    number += 1;
    const namespace = `faults-${process.pid}-${number}-${Date.now().toString(36)}`;
    const transport = createTransport(config);
    const client = createClient(transport);
    await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const configMap: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'script', namespace }, data: { 'test.js': '// played by a fake' } };
    await client.create(configMaps, configMap);
    return new Stage(namespace, transport, script);
  }

  async apply(name: string, spec: Partial<RunSpec> = {}): Promise<Run> {
    const run = { apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name, namespace: this.namespace }, spec: { parallelism: 2, script: { configMap: { name: 'script' } }, ...spec } };
    return this.client.create(k6s, run as unknown as Run);
  }

  async status(name: string): Promise<RunStatus> {
    return (await this.client.get(k6s, { namespace: this.namespace, name })).status ?? {};
  }

  /** Waits until the run's status passes `test`. @throws Error with the last status after `seconds` */
  async until(name: string, test: (status: RunStatus) => boolean, seconds = 60): Promise<RunStatus> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const status = await this.status(name);
      if (test(status)) return status;
      if (Date.now() > deadline) throw new Error(`run ${this.namespace}/${name} is still at ${JSON.stringify(status)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async jobs(): Promise<Job[]> {
    return (await this.client.list(jobs, { namespace: this.namespace })).items;
  }

  async close(): Promise<void> {
    this.kubelet.stop();
    await this.client.delete(namespaces, { name: this.namespace });
    await this.#transport.close();
  }
}

export function isOver(status: RunStatus): boolean {
  return status.stage === 'finished' || status.stage === 'error';
}

/** A status without what differs from one run to the next. */
export function timeless({ conditions = [], start, summary, ...rest }: RunStatus): object {
  return {
    ...rest,
    ...(summary ? { summary: { ...summary, time: 'once' } } : {}),
    finishedAt: rest.finishedAt === undefined ? 'never' : 'once',
    skewMilliseconds: start?.skewMilliseconds,
    conditions: conditions.map(({ type, status, reason, message }) => ({ type, status, reason, message })),
  };
}
