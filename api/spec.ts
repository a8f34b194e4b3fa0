import type {
  Affinity, Container, ContainerPort, EnvFromSource, EnvVar, LocalObjectReference, PodSecurityContext, Probe, ResourceRequirements,
  SecurityContext, Toleration, TopologySpreadConstraint, Volume, VolumeMount,
} from './kubernetes.ts';

/** Where the k6 script comes from; admission holds a run to exactly one of the three. */
export interface ScriptSource {
  configMap?: { name: string; file?: string };
  volumeClaim?: { name: string; file?: string; readOnly?: boolean };
  /** A path inside the runner's image. */
  localFile?: string;
}

export interface PodMetadata {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** An init container of a runner; the script's volume is mounted into it as well. */
export type InitContainer = Partial<
  Pick<Container, 'name' | 'image' | 'env' | 'envFrom' | 'command' | 'args' | 'workingDir' | 'volumeMounts' | 'resources' | 'restartPolicy'>
>;

/** Settings of one kind of pod of a run: `spec.runner`, `spec.starter` or `spec.initializer`. */
export interface PodSettings {
  affinity?: Affinity;
  /** A boolean as a string, as upstream has it. */
  automountServiceAccountToken?: string;
  containerSecurityContext?: SecurityContext;
  env?: EnvVar[];
  envFrom?: EnvFromSource[];
  image?: string;
  imagePullPolicy?: string;
  imagePullSecrets?: LocalObjectReference[];
  initContainers?: InitContainer[];
  livenessProbe?: Probe;
  metadata?: PodMetadata;
  nodeSelector?: Record<string, string>;
  /** The spelling of 2022; read as `nodeSelector` where that is missing. */
  nodeselector?: Record<string, string>;
  priorityClassName?: string;
  readinessProbe?: Probe;
  resources?: ResourceRequirements;
  schedulerName?: string;
  securityContext?: PodSecurityContext;
  serviceAccountName?: string;
  tolerations?: Toleration[];
  topologySpreadConstraints?: TopologySpreadConstraint[];
  volumeMounts?: VolumeMount[];
  volumes?: Volume[];
}

export interface InitializerSettings extends PodSettings {
  disabled?: boolean;
}

/** Settings for scuttle, the Istio wrapper of 2022; its booleans are `SCUTTLE` environment variables. */
export interface Scuttle {
  /** A boolean as a string. */
  enabled?: string;
  envoyAdminApi?: string;
  neverKillIstio?: boolean;
  neverKillIstioOnFailure?: boolean;
  disableLogging?: boolean;
  /** The field of 2022, where logging was opt-in. */
  scuttleLogging?: boolean;
  startWithoutEnvoy?: boolean;
  waitForEnvoyTimeout?: string;
  istioQuitApi?: string;
  genericQuitEndpoint?: string;
  quitWithoutEnvoyTimeout?: string;
}

/** What happens when a runner is lost after the start: the whole run fails, or the others go on. */
export type RunnerLossPolicy = 'Fail' | 'Continue';

/** Whether `setup()` and `teardown()` run once for the whole run, or in each runner. */
export const setupModes = ['PerRunner', 'Once'] as const;
export type SetupMode = (typeof setupModes)[number];

export interface RunSpec {
  script: ScriptSource;
  /** How many runners share the script. */
  parallelism?: number;
  separate?: boolean;
  /** Arguments of `k6 run` as one string; quotes are honoured. */
  arguments?: string;
  /** Arguments of `k6 run` as an exact argv; wins over `arguments`. */
  args?: string[];
  ports?: ContainerPort[];
  /** A boolean as a string. */
  quiet?: string;
  /** A boolean as a string. */
  paused?: string;
  cleanup?: 'post';
  scuttle?: Scuttle;
  initializer?: InitializerSettings;
  starter?: PodSettings;
  runner?: PodSettings;
  /** The spelling of 2021 and of the 2022 README; read as `runner.image` where that is missing. */
  image?: string;
  /** Stop every runner gracefully and keep what they logged. */
  stop?: boolean;
  /** Seconds from the first reconcile until all runners must have started. */
  startDeadlineSeconds?: number;
  /** Seconds from the start after which the runners are stopped and the run fails. */
  activeDeadlineSeconds?: number;
  /** Seconds after the end until the run and all it owns are deleted. */
  ttlSecondsAfterFinished?: number;
  runnerLossPolicy?: RunnerLossPolicy;
  setup?: SetupMode;
  /** Fields of a commercial cloud: admitted, and without effect. */
  testRunId?: string;
  token?: string;
}
