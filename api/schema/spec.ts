import { type RunSpec, type Scuttle, type ScriptSource, setupModes } from '../spec.ts';
import { noTexts } from '../validation/checks.ts';
import { maxArgumentsLength } from '../validation/arguments.ts';
import { maxPort, maxPortName, portNamePattern } from '../validation/ports.ts';
import { propertySchema } from './inline.ts';
import type { Extract } from './openapi.ts';
import { booleanText, image, initializerSettings, podSettings } from './pod.ts';
import { boolean, described, integer, object, type Schema, string } from './schema.ts';
import { container } from './trim.ts';

const name = string('The object\'s name; it is in the run\'s namespace.', { minLength: 1, maxLength: 253 });

/** The schema of `spec`; the types of api/spec.ts name its fields, so that neither has one the other lacks. */
export function specSchema(extract: Extract): Schema {
  const properties: Record<keyof RunSpec, Schema> = {
    ...load(extract),
    ...lifecycle(),
    scuttle: scuttle(),
    initializer: initializerSettings(extract, 'The pod that checks the script with k6 inspect before runners are made. Each field that is missing here is taken from runner.'),
    starter: podSettings(extract, 'The pod that waits until every runner has initialised its VUs and then starts all of them at one instant, and the one that stops them or runs teardown() once.'),
    runner: podSettings(extract, 'The pods that run k6, one for each runner.'),
    image: image('The spelling of 2021, and of the README of 2022, of runner.image, to which the webhook moves it.'),
    testRunId: string('Of a commercial cloud: admitted with a warning, and without effect.'),
    token: string('Of a commercial cloud: admitted with a warning, and without effect.'),
  };
  return object('What is run, on how many runners, and how.', properties, { required: ['script'], 'x-kubernetes-validations': [setupRule] });
}

/** As `checkSetup` of api/validation has it. */
const setupRule = {
  rule: `!has(self.setup) || self.setup != 'Once' || !has(self.paused) || !(self.paused in [${noTexts.map((no) => `'${no}'`).join(', ')}])`,
  message: 'setup: Once needs runners that wait for one start: leave paused out or write "true"',
};

type LoadField = 'script' | 'parallelism' | 'separate' | 'arguments' | 'args' | 'ports' | 'quiet' | 'paused';

function load(extract: Extract): Record<LoadField, Schema> {
  return {
    script: script(),
    parallelism: integer('How many runners share the load: each gets an equal execution segment of the script\'s VUs and iterations. 1 where left out; the chart\'s limits.maxParallelism bounds it.', { minimum: 1 }),
    separate: boolean('Give each runner of this run a node of its own. It adds a rule to runner.affinity. false where left out.'),
    arguments: string('Arguments of k6 run as one line, split as a shell does, with quotes. Not for what the operator sets itself: --address, --paused, --linger, --execution-segment.', { maxLength: maxArgumentsLength }),
    args: { type: 'array', description: 'Arguments of k6 run word by word, without any splitting; where there are any, spec.arguments is ignored.', items: { type: 'string' }, 'x-kubernetes-list-type': 'atomic' },
    ports: described('Container ports of the runners beside 6565, k6\'s REST API: for an extension that serves metrics, say. As a container\'s ports.', ports(propertySchema(extract, container, 'ports'))),
    quiet: booleanText('Run k6 with --quiet, without a progress bar in the log. "true" where left out.'),
    paused: booleanText('Hold every runner until all have initialised their VUs, then start them together. With "false" each begins by itself, and nothing measures how far apart. "true" where left out.'),
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

type LifecycleField = 'cleanup' | 'stop' | 'startDeadlineSeconds' | 'activeDeadlineSeconds' | 'ttlSecondsAfterFinished' | 'runnerLossPolicy' | 'setup';

function lifecycle(): Record<LifecycleField, Schema> {
  return {
    cleanup: string('post deletes the run and all it owns as soon as its summaries were collected; the ConfigMap <name>-summary stays. Nothing is deleted where left out.', { enum: ['post'] }),
    stop: boolean('true stops the run, whenever it is set: before the start the runners are withdrawn, after it k6 finishes its iterations and teardown(). false where left out.'),
    startDeadlineSeconds: integer('Seconds from the controller\'s first look at the run until all runners must have started; else it ends in error and says what they waited for. 600 where left out.', { minimum: 1 }),
    activeDeadlineSeconds: integer('Seconds from the start until the runners are stopped gracefully and the run fails with DeadlineExceeded. No bound where left out.', { minimum: 1 }),
    ttlSecondsAfterFinished: integer('Seconds from the end until the run and all it owns are deleted, its summary as well. Never where left out.', { minimum: 0 }),
    runnerLossPolicy: string('What happens when a runner is lost or fails after the start. Fail: the others are stopped and the run fails. Continue: the others go on. Fail where left out.', { enum: ['Fail', 'Continue'] }),
    setup: string('Whether setup() and teardown() of the script run in each runner, as in 2022, or Once for the whole run: then runner 1 runs them, and the others get what setup() returned. PerRunner where left out.', { enum: setupModes }),
  };
}

function script(): Schema {
  const properties: Record<keyof ScriptSource, Schema> = {
    configMap: object('A key of a ConfigMap, which is mounted at /test; its other keys are files beside the script, which may import or open them.', {
      name,
      file: string('The key with the script, or with an archive (.tar) of k6 archive. test.js where left out.', { maxLength: 253, pattern: '^(\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*)?$' }),
    }, { required: ['name'] }),
    volumeClaim: object('A file of a PersistentVolumeClaim, which every runner mounts: with several nodes it must be ReadOnlyMany or ReadWriteMany.', {
      name,
      file: string('The path of the script. A relative one is below the volume\'s root, which is mounted at /test; of an absolute one the volume is mounted at the folder. test.js where left out.'),
      readOnly: boolean('Mount the volume read-only. false where left out.'),
    }, { required: ['name'] }),
    localFile: string('The path of a file that the runner\'s image has, or that an init container writes into a volume of runner.volumes.', { minLength: 1 }),
  };
  return object('Where the k6 script is: exactly one of the three.', properties, {
    'x-kubernetes-validations': [{
      rule: '[has(self.configMap), has(self.volumeClaim), has(self.localFile)].filter(given, given).size() == 1',
      message: 'a script needs exactly one source: configMap, volumeClaim or localFile',
    }],
  });
}

function scuttle(): Schema {
  const properties: Record<keyof Scuttle, Schema> = {
    enabled: booleanText('Start k6 through scuttle, which the image must have. "false" where left out.'),
    envoyAdminApi: string('Sets ENVOY_ADMIN_API, where Envoy is asked. http://127.0.0.1:15000 where left out.'),
    neverKillIstio: boolean('Sets NEVER_KILL_ISTIO: leave Istio running at the end.'),
    neverKillIstioOnFailure: boolean('Sets NEVER_KILL_ISTIO_ON_FAILURE: leave it running where k6 failed.'),
    disableLogging: boolean('Sets SCUTTLE_LOGGING to its opposite.'),
    scuttleLogging: boolean('The field of 2022 for SCUTTLE_LOGGING; the webhook moves it to disableLogging.'),
    startWithoutEnvoy: boolean('Sets START_WITHOUT_ENVOY: do not wait for Envoy.'),
    waitForEnvoyTimeout: string('Sets WAIT_FOR_ENVOY_TIMEOUT. 15 where left out.'),
    istioQuitApi: string('Sets ISTIO_QUIT_API, where Istio is asked to end. http://127.0.0.1:15020 where left out.'),
    genericQuitEndpoint: string('Sets GENERIC_QUIT_ENDPOINT, which is asked to end as well.'),
    quitWithoutEnvoyTimeout: string('Sets QUIT_WITHOUT_ENVOY_TIMEOUT, after which it ends where there is no Envoy.'),
  };
  return object('Settings for scuttle, a wrapper for Istio without native sidecars; each is one of its environment variables.', properties);
}
