import type { RunSpec, Scuttle, ScriptSource } from '../spec.ts';
import { maxArgumentsLength } from '../validation/arguments.ts';
import { maxPort, maxPortName, portNamePattern } from '../validation/ports.ts';
import { propertySchema } from './inline.ts';
import type { Extract } from './openapi.ts';
import { booleanText, image, initializerSettings, podSettings } from './pod.ts';
import { boolean, described, integer, object, type Schema, string } from './schema.ts';
import { container } from './trim.ts';

const name = string('The object\'s name, in the run\'s namespace.', { minLength: 1, maxLength: 253 });

/** The schema of `spec`; the types of api/spec.ts name its fields, so that neither has one the other lacks. */
export function specSchema(extract: Extract): Schema {
  const properties: Record<keyof RunSpec, Schema> = {
    ...load(extract),
    ...lifecycle(),
    scuttle: scuttle(),
    initializer: initializerSettings(extract, 'The pod that checks the script before runners are made. What is missing here is taken from runner.'),
    starter: podSettings(extract, 'The pod that starts all runners at one instant.'),
    runner: podSettings(extract, 'The pods that run k6.'),
    image: image('The spelling of 2021 of runner.image.'),
    testRunId: string('Of a commercial cloud; has no effect.'),
    token: string('Of a commercial cloud; has no effect.'),
  };
  return object('What to run and how.', properties, { required: ['script'] });
}

type LoadField = 'script' | 'parallelism' | 'separate' | 'arguments' | 'args' | 'ports' | 'quiet' | 'paused';

function load(extract: Extract): Record<LoadField, Schema> {
  return {
    script: script(),
    parallelism: integer('How many runners share the load in equal parts. 1 where left out.', { minimum: 1 }),
    separate: boolean('Give each runner a node of its own.'),
    arguments: string('Arguments of k6 run as one line; quotes are honoured.', { maxLength: maxArgumentsLength }),
    args: { type: 'array', description: 'Arguments of k6 run word by word; win over arguments.', items: { type: 'string' }, 'x-kubernetes-list-type': 'atomic' },
    ports: described('Ports of the runners beside 6565, k6\'s REST API.', ports(propertySchema(extract, container, 'ports'))),
    quiet: booleanText('Run k6 with --quiet. "true" where left out.'),
    paused: booleanText('Hold every runner until all are ready, then start them together. "true" where left out.'),
  };
}

/** With the bounds that Kubernetes holds a pod's ports to beside their schema. */
function ports(list: Schema): Schema {
  const { containerPort = {}, name: portName = {}, ...others } = list.items?.properties ?? {};
  const properties = {
    containerPort: { ...containerPort, minimum: 1, maximum: maxPort },
    ...others,
    name: { ...portName, maxLength: maxPortName, pattern: portNamePattern },
  };
  return { ...list, items: { ...list.items, properties } };
}

type LifecycleField = 'cleanup' | 'stop' | 'startDeadlineSeconds' | 'activeDeadlineSeconds' | 'ttlSecondsAfterFinished' | 'runnerLossPolicy';

function lifecycle(): Record<LifecycleField, Schema> {
  return {
    cleanup: string('post deletes the run and all it owns after its end.', { enum: ['post'] }),
    stop: boolean('Stop every runner gracefully and keep what they logged.'),
    startDeadlineSeconds: integer('Seconds from the run\'s first sight until all runners must have started. 600 where left out.', { minimum: 1 }),
    activeDeadlineSeconds: integer('Seconds from the start until the runners are stopped and the run fails.', { minimum: 1 }),
    ttlSecondsAfterFinished: integer('Seconds from the end until the run and all it owns are deleted.', { minimum: 0 }),
    runnerLossPolicy: string('What happens when a runner is lost after the start: the run fails, or the others go on. Fail where left out.', { enum: ['Fail', 'Continue'] }),
  };
}

function script(): Schema {
  const properties: Record<keyof ScriptSource, Schema> = {
    configMap: object('A key of a ConfigMap; its other keys are files beside the script.', {
      name,
      file: string('The key with the script or archive. test.js where left out.', { maxLength: 253, pattern: '^(\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*)?$' }),
    }, { required: ['name'] }),
    volumeClaim: object('A file of a persistent volume claim.', {
      name,
      file: string('The path of the script. A relative one is below the volume\'s root; of an absolute one the volume is mounted at the folder. test.js where left out.'),
      readOnly: boolean('Mount the volume read-only.'),
    }, { required: ['name'] }),
    localFile: string('A path in the runner\'s image.', { minLength: 1 }),
  };
  return object('Where the k6 script is; exactly one of the three.', properties, {
    'x-kubernetes-validations': [{
      rule: '[has(self.configMap), has(self.volumeClaim), has(self.localFile)].filter(given, given).size() == 1',
      message: 'a script needs exactly one source: configMap, volumeClaim or localFile',
    }],
  });
}

function scuttle(): Schema {
  const properties: Record<keyof Scuttle, Schema> = {
    enabled: booleanText('Wrap k6 in scuttle.'),
    envoyAdminApi: string('ENVOY_ADMIN_API'),
    neverKillIstio: boolean('NEVER_KILL_ISTIO'),
    neverKillIstioOnFailure: boolean('NEVER_KILL_ISTIO_ON_FAILURE'),
    disableLogging: boolean('The opposite of SCUTTLE_LOGGING.'),
    scuttleLogging: boolean('The field of 2022 for SCUTTLE_LOGGING.'),
    startWithoutEnvoy: boolean('START_WITHOUT_ENVOY'),
    waitForEnvoyTimeout: string('WAIT_FOR_ENVOY_TIMEOUT'),
    istioQuitApi: string('ISTIO_QUIT_API'),
    genericQuitEndpoint: string('GENERIC_QUIT_ENDPOINT'),
    quitWithoutEnvoyTimeout: string('QUIT_WITHOUT_ENVOY_TIMEOUT'),
  };
  return object('Settings for scuttle, a wrapper for Istio without native sidecars.', properties);
}
