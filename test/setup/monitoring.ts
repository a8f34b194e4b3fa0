import { execa } from 'execa';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { freePorts } from '../../cluster/process/ports.ts';
import { startDaemon } from '../../cluster/process/daemon.ts';
import { endRecorded } from '../../cluster/process/record.ts';
import { waitUntil } from '../../cluster/process/wait.ts';
import { moduleDirectory, moduleProgram } from '../../cluster/tools/module.ts';
import type { Place } from '../e2e/place.ts';
import { testKubeConfig } from './kubeconfig.ts';

const operatorModule = 'github.com/prometheus-operator/prometheus-operator';

// Debian's Prometheus cannot look for pods. Of all that this one can look for, only pods are built in: the rest is most of a build.
export const prometheus = (): Promise<string> =>
  moduleProgram('prometheus', 'github.com/prometheus/prometheus/cmd/prometheus', 'remove_all_sd,enable_kubernetes_sd');
export const prometheusOperator = (): Promise<string> => moduleProgram('prometheus-operator', `${operatorModule}/cmd/operator`);

/** One series of an answer. */
export interface Series {
  metric: Record<string, string>;
  value: number;
}

export interface Monitoring {
  /** What PromQL gives now; an instant vector. */
  query: (promql: string) => Promise<Series[]>;
  stop: () => Promise<void>;
}

/**
 * The real Prometheus Operator and a real Prometheus, for the PodMonitor of a manifest in one namespace. Both run on this machine and not in pods, which the pods'
 * addresses can be reached from; what Prometheus fetches, the operator decides from the PodMonitor. They die with this process.
 */
export async function startMonitoring(place: Place, podMonitor: string): Promise<Monitoring> {
  const directory = mkdtempSync(join(tmpdir(), 'k6-monitoring-'));
  const stop = async (): Promise<void> => {
    await endRecorded(directory);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await applyCrds(place);
    await place.kubectl(['apply', `--filename=${podMonitor}`]);
    const configuration = await configurationOf(place, directory);
    const [port = 0] = await freePorts(1);
    const server = `127.0.0.1:${port}`;
    writeFileSync(join(directory, 'prometheus.yml'), configuration);
    const daemon = startDaemon(directory, {
      name: 'prometheus', file: await prometheus(),
      arguments: ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=${server}`, '--log.level=warn'],
    }, true);
    const ready = async (): Promise<boolean> => (await fetch(`http://${server}/-/ready`)).ok;
    await waitUntil('Prometheus', ready, { timeout: 60_000, daemons: [daemon] });
    return { query: (promql) => query(server, promql), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Those alone that the operator cannot do without or that a user of it meets here; each more costs it a second at its start. */
async function applyCrds(place: Place): Promise<void> {
  const { stdout } = await execa('go', ['list', '-m', '-f', '{{.Dir}}', operatorModule], { cwd: moduleDirectory('prometheus-operator'), env: { GOWORK: 'off', GOFLAGS: '-mod=mod' } });
  const file = (name: string): string => `--filename=${join(stdout, 'example', 'prometheus-operator-crd', `monitoring.coreos.com_${name}.yaml`)}`;
  const files = ['podmonitors', 'servicemonitors', 'probes', 'prometheuses', 'prometheusrules'].map(file);
  await place.kubectl(['apply', '--server-side', ...files]);
  await place.kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...files]);
}

/** Has the operator write the configuration of a Prometheus with no pods, and fills in what is filled in within its pod. */
async function configurationOf(place: Place, directory: string): Promise<string> {
  const access = writeAccess(directory);
  const [port = 0] = await freePorts(1);
  const operator = startDaemon(directory, {
    name: 'prometheus-operator', file: await prometheusOperator(),
    arguments: [
      `-apiserver=${access.server}`, `-ca-file=${access.ca}`, `-cert-file=${access.certificate}`, `-key-file=${access.key}`,
      `-namespaces=${place.namespace}`, `-web.listen-address=127.0.0.1:${port}`, '-kubelet-endpoints=false', '-log-level=warn',
    ],
  }, true);
  const apiserverConfig = { host: access.server, tlsConfig: { caFile: access.ca, certFile: access.certificate, keyFile: access.key } };
  const spec = { version: 'v3.5.0', replicas: 0, scrapeInterval: '1s', podMonitorSelector: {}, apiserverConfig };
  await place.apply({ apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata: { name: 'k6' }, spec });
  let text = '';
  const written = async (): Promise<boolean> => {
    const { data = {} } = await place.get<{ data?: Record<string, string> }>('secret/prometheus-k6');
    text = gunzipSync(Buffer.from(data['prometheus.yaml.gz'] ?? '', 'base64')).toString();
    return text.includes('job_name: podMonitor/');
  };
  await waitUntil('the Prometheus Operator', written, { timeout: 90_000, daemons: [operator] });
  return text.replaceAll('$(SHARD)', '0').replaceAll('$(POD_NAME)', 'prometheus-k6-0');
}

/** The current user's way to the API server, as files. */
function writeAccess(directory: string): { server: string; ca: string; certificate: string; key: string } {
  const config = testKubeConfig();
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  const write = (name: string, base64 = ''): string => {
    const path = join(directory, name);
    writeFileSync(path, Buffer.from(base64, 'base64'), { mode: 0o600 });
    return path;
  };
  return { server: cluster?.server ?? '', ca: write('ca.crt', cluster?.caData), certificate: write('user.crt', user?.certData), key: write('user.key', user?.keyData) };
}

async function query(server: string, promql: string): Promise<Series[]> {
  const response = await fetch(`http://${server}/api/v1/query?${new URLSearchParams({ query: promql }).toString()}`);
  const { data } = (await response.json()) as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } };
  return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}
