import { randomUUID } from 'node:crypto';
import type { ConfigMap } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import type { RunStatus } from '../../../api/status.ts';
import { createClient, type Client } from '../../../kube/client.ts';
import { configMaps, k6s, namespaces, roleBindings, roles, serviceAccounts } from '../../../kube/resources.ts';
import { createTransport, type Transport } from '../../../kube/transport.ts';
import { scheduleObjects } from '../../../plugin/schedule/objects.ts';
import { carryOut } from '../../../plugin/scheduled/carryout.ts';
import { readConfig } from '../../../plugin/scheduled/config.ts';
import { eventually } from '../../setup/k6.ts';
import { testKubeConfig } from '../../setup/kubeconfig.ts';
import { scheduleOptions } from '../schedule/build.ts';

/** One carrying out of a scheduled run. */
export interface Attempt {
  exitCode: Promise<number>;
  lines: string[];
  /** As the pod's SIGTERM. */
  end: () => void;
}

/** A schedule's rights in a namespace of its own, on the API server that the tests run against; the operator is played by the test. */
export class Scene {
  readonly namespace = `scheduled-${randomUUID().slice(0, 8)}`;
  readonly manifest: Run;
  readonly #transports: Transport[] = [createTransport(testKubeConfig())];
  readonly admin: Client;

  constructor() {
    this.admin = createClient(this.#transports[0] as Transport);
    this.manifest = { apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'checkout', labels: { team: 'a' } }, spec: { script: { configMap: { name: 's' } } } } as unknown as Run;
  }

  /** @param without a verb that the Role does not have */
  async prepare(without?: string): Promise<void> {
    await this.admin.create(namespaces, { metadata: { name: this.namespace } });
    const { serviceAccount, role, roleBinding } = scheduleObjects(scheduleOptions({ namespace: this.namespace }));
    const rules = (role.rules ?? []).map((rule) => ({ ...rule, verbs: rule.verbs.filter((verb) => verb !== without) })).filter(({ verbs }) => verbs.length > 0);
    await this.admin.create(serviceAccounts, serviceAccount);
    await this.admin.create(roles, { ...role, rules });
    await this.admin.create(roleBindings, roleBinding);
  }

  /** The process, as the schedule's ServiceAccount. */
  start(env: Record<string, string> = {}): Attempt {
    const headers = { 'Impersonate-User': `system:serviceaccount:${this.namespace}:nightly-schedule` };
    const transport = createTransport(testKubeConfig(), { headers });
    this.#transports.push(transport);
    const config = readConfig({ K6_SCHEDULE: 'nightly', K6_MANIFEST: '-', POD_NAMESPACE: this.namespace, JOB_UID: 'job-1', ...env });
    const ending = new AbortController();
    const lines: string[] = [];
    const exitCode = carryOut({ client: createClient(transport), resource: k6s, config, manifest: this.manifest, signal: ending.signal, print: (line) => lines.push(line) });
    // Looked at later; until then a failure is not unhandled.
    exitCode.catch(() => undefined);
    return { exitCode, lines, end: () => ending.abort() };
  }

  async run(): Promise<Run | undefined> {
    return (await this.admin.list(k6s, { namespace: this.namespace })).items[0];
  }

  /** Waits for a run other than `not`. */
  made(not?: Run): Promise<Run> {
    return eventually(async () => {
      const run = await this.run();
      return run?.metadata.uid === not?.metadata.uid ? undefined : run;
    }, 30);
  }

  async report(status: RunStatus): Promise<void> {
    await this.admin.patch(k6s, { namespace: this.namespace, name: 'checkout' }, { status }, { subresource: 'status' });
  }

  /** Something that the run owns, as its Jobs are owned. */
  async child(run: Run, finalizers: string[] = []): Promise<ConfigMap> {
    const { apiVersion, kind, metadata: { name, uid } } = run;
    const ownerReferences = [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }];
    return this.admin.create(configMaps, { metadata: { name: 'child', namespace: this.namespace, ownerReferences, finalizers } });
  }

  /** Lets the child go. */
  async release(): Promise<void> {
    await this.admin.patch(configMaps, { namespace: this.namespace, name: 'child' }, { metadata: { finalizers: null } });
  }

  async close(): Promise<void> {
    await this.admin.delete(namespaces, { name: this.namespace });
    await Promise.all(this.#transports.map((transport) => transport.close()));
  }
}
