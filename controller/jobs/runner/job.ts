import { labels } from '../../../api/labels.ts';
import type { ContainerPort, EnvVar, Job, Probe } from '../../../api/kubernetes.ts';
import { runnerName } from '../../../api/names.ts';
import type { Run } from '../../../api/run.ts';
import { parseScript } from '../../../api/script.ts';
import type { PodMetadata, PodSettings } from '../../../api/spec.ts';
import type { Settings } from '../../settings.ts';
import { childMetadata, templateMetadata } from '../common/owner.ts';
import { containerFields, defined, podFields, type FullContainer, type PodSpec } from '../common/pod.ts';
import { scuttleEnv } from '../common/scuttle.ts';
import { podSecurity, runnerSecurity } from '../common/security.ts';
import { runnerAffinity } from './affinity.ts';
import { restPort, runnerCommand } from './command.ts';
import { initContainers } from './initcontainers.ts';
import { telemetry, type Known } from './telemetry.ts';

/** Room for k6's teardown (60 s by default) and its summary after SIGTERM; a runner that is done earlier ends earlier. */
const terminationGracePeriodSeconds = 120;

/** A runner that is moved to another node is a lost runner: node autoscalers are asked to leave it alone. */
const stayPut = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' };

/** Tells that k6's REST API listens. There is no liveness probe by default: it would kill runners that are busy. */
const readinessProbe: Probe = { httpGet: { path: '/v1/status', port: restPort }, periodSeconds: 5 };

/** What a runner is made from beside its run. */
export interface RunnerSite {
  /** How many runners the run has. */
  total: number;
  settings: Settings;
  /** What is known of the script; nothing where no k6 has looked at it. */
  known?: Known;
}

/** The Job of runner `index` (1-based) of `total`: one pod, one try, since a runner that starts again mid-test falsifies the load. */
export function runnerJob(run: Run, index: number, site: RunnerSite): Job {
  const user = run.spec.runner ?? {};
  const metadata = withIndex(user.metadata, index);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMetadata(run, runnerName(run.metadata.name, index), 'runner', metadata),
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      template: {
        metadata: templateMetadata(run, 'runner', { ...metadata, annotations: { ...stayPut, ...metadata.annotations } }),
        spec: runnerPod(run, index, container(run, index, site)),
      },
    },
  };
}

function runnerPod(run: Run, index: number, main: FullContainer): PodSpec {
  const user = run.spec.runner ?? {};
  const script = parseScript(run.spec.script);
  const inits = initContainers(user, main.image ?? '', script.mount);
  return {
    ...podFields({ ...user, ...defined({ affinity: runnerAffinity(run) }) }),
    restartPolicy: 'Never',
    hostname: runnerName(run.metadata.name, index),
    enableServiceLinks: false,
    terminationGracePeriodSeconds,
    securityContext: user.securityContext ?? podSecurity,
    ...(inits.length > 0 ? { initContainers: inits } : {}),
    containers: [main],
    volumes: [...(script.volume ? [script.volume] : []), ...(user.volumes ?? [])],
  };
}

function container(run: Run, index: number, { total, settings, known = {} }: RunnerSite): FullContainer {
  const user: PodSettings = run.spec.runner ?? {};
  const script = parseScript(run.spec.script);
  const { flags, env } = telemetry(run, index, known, settings.collector);
  return {
    ...containerFields(user),
    name: 'k6',
    image: user.image ?? settings.runnerImage,
    command: runnerCommand(run, index, { total, flags }),
    env: [...scuttleEnv(run.spec.scuttle), ...withoutNames(user.env ?? [], env), ...env],
    ports: [{ containerPort: restPort, name: 'k6-rest', protocol: 'TCP' }, ...extraPorts(run)],
    volumeMounts: [...(script.mount ? [script.mount] : []), ...(user.volumeMounts ?? [])],
    securityContext: user.containerSecurityContext ?? runnerSecurity,
    readinessProbe: user.readinessProbe ?? readinessProbe,
    ...(user.livenessProbe ? { livenessProbe: user.livenessProbe } : {}),
  };
}

/** The user's own ports; one that names the REST API's port again would make the pod illegal. */
function extraPorts(run: Run): ContainerPort[] {
  return (run.spec.ports ?? []).filter(({ containerPort, protocol = 'TCP' }) => containerPort !== restPort || protocol !== 'TCP');
}

/** The API server takes each name once. */
function withoutNames(env: readonly EnvVar[], taken: readonly EnvVar[]): EnvVar[] {
  return env.filter(({ name }) => !taken.some((other) => other.name === name));
}

function withIndex(metadata: PodMetadata | undefined, index: number): PodMetadata {
  return { ...metadata, labels: { ...metadata?.labels, [labels.runner]: 'true', [labels.runnerIndex]: String(index) } };
}
