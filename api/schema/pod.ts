import type { InitContainer, InitializerSettings, PodMetadata, PodSettings } from '../spec.ts';
import { booleanTexts } from '../validation/checks.ts';
import { imagePattern, maxImageLength } from '../validation/image.ts';
import { labelValuePattern, maxLabel } from '../validation/metadata.ts';
import { propertySchema } from './inline.ts';
import type { Extract } from './openapi.ts';
import { boolean, described, object, type Schema, string } from './schema.ts';
import { container, podSpec } from './trim.ts';

/** A boolean as a string, as upstream has it. */
export function booleanText(description: string): Schema {
  return string(`${description} A boolean as a string, such as "true".`, { enum: [...booleanTexts] });
}

/** An image reference. */
export function image(description: string): Schema {
  return string(description, { maxLength: maxImageLength, pattern: imagePattern });
}

/** The settings of the runners' or the starter's pods. */
export function podSettings(extract: Extract, description: string): Schema {
  return object(description, podProperties(extract));
}

/** The settings of the initializer's pod; what is missing there is taken from the runner's. */
export function initializerSettings(extract: Extract, description: string): Schema {
  const properties: Record<keyof InitializerSettings, Schema> = {
    disabled: boolean('Make the runners without checking the script first: the start is quicker, and a fault in the script ends the runners instead of refusing the run.'),
    ...podProperties(extract),
  };
  return object(description, properties);
}

function podProperties(extract: Extract): Record<keyof PodSettings, Schema> {
  const ofPod = (name: string, text: string): Schema => described(text, propertySchema(extract, podSpec, name));
  const ofContainer = (name: string, text: string): Schema => described(text, propertySchema(extract, container, name));
  return {
    affinity: ofPod('affinity', 'Which nodes the pod may or should run on, and beside which pods; spec.separate adds to it. As pod.spec.affinity.'),
    automountServiceAccountToken: booleanText('Whether the service account\'s token is mounted into the pod. The service account\'s own choice where left out; of a starter, none.'),
    containerSecurityContext: ofContainer('securityContext', 'Security settings of the container, in place of the operator\'s: no privilege escalation, no capabilities. As a container\'s securityContext.'),
    env: ofContainer('env', 'Environment variables; a script reads those of a runner as __ENV. As a container\'s env.'),
    envFrom: ofContainer('envFrom', 'ConfigMaps and Secrets, in the run\'s namespace, whose keys become environment variables. As a container\'s envFrom.'),
    image: image('The container\'s image. Where left out: the chart\'s k6.image for runners, the runner\'s for the initializer, the operator\'s own for the starter. A runner\'s needs k6 on its PATH, an initializer\'s sh as well, a starter\'s sh and curl.'),
    imagePullPolicy: string('When the image is pulled. Where left out Kubernetes chooses: Always for :latest, else IfNotPresent.', { enum: ['Always', 'IfNotPresent', 'Never'] }),
    imagePullSecrets: ofPod('imagePullSecrets', 'Secrets of type kubernetes.io/dockerconfigjson, in the run\'s namespace, with which images are pulled. As pod.spec.imagePullSecrets.'),
    initContainers: initContainers(extract),
    livenessProbe: ofContainer('livenessProbe', 'Has the kubelet kill a container that does not answer. None where left out, since k6 under load answers late. Of runners alone.'),
    metadata: metadata(),
    nodeSelector: ofPod('nodeSelector', 'Labels that a node must have. As pod.spec.nodeSelector.'),
    nodeselector: ofPod('nodeSelector', 'The spelling of 2022 of nodeSelector, to which the webhook moves it.'),
    priorityClassName: string('The priority class, which says which pods give way to which. As pod.spec.priorityClassName.'),
    readinessProbe: ofContainer('readinessProbe', 'When the pod counts as ready. GET /v1/status on port 6565 every 5 s where left out. The start waits for k6 itself, not for this. Of runners alone.'),
    resources: ofContainer('resources', 'What the container asks for and may use at most. A CPU limit distorts the load, since it throttles k6. As a container\'s resources.'),
    schedulerName: string('The scheduler that places the pod. The cluster\'s own where left out.'),
    securityContext: ofPod('securityContext', 'Security settings of the pod, in place of the operator\'s: the runtime\'s seccomp profile. As pod.spec.securityContext.'),
    serviceAccountName: string('The pod\'s service account, whose imagePullSecrets count too. default where left out.'),
    tolerations: ofPod('tolerations', 'Taints of nodes that the pod puts up with. As pod.spec.tolerations.'),
    topologySpreadConstraints: ofPod('topologySpreadConstraints', 'How evenly the pods are spread over zones or nodes. A labelSelector such as k6_cr: <run>, runner: "true" picks the runners. As pod.spec.topologySpreadConstraints.'),
    volumeMounts: ofContainer('volumeMounts', 'Where volumes are mounted in the container; the script\'s own volume is mounted at /test already. As a container\'s volumeMounts.'),
    volumes: ofPod('volumes', 'Volumes of the pod beside the script\'s own, which is named k6-test-volume. As pod.spec.volumes.'),
  };
}

function metadata(): Schema {
  const properties: Record<keyof PodMetadata, Schema> = {
    annotations: { type: 'object', description: 'Annotations of the Job and its pods.', additionalProperties: { type: 'string' } },
    labels: { type: 'object', description: 'Labels of the Job and its pods.', additionalProperties: { type: 'string', maxLength: maxLabel, pattern: labelValuePattern } },
  };
  return object('Labels and annotations of the Job and its pods. The labels app, k6_cr, runner and those below k6.io/ are the operator\'s own and keep their values.', properties);
}

/** Names are optional here, so the list has no key to be merged by. */
function initContainers(extract: Extract): Schema {
  const own = (name: string, text: string): Schema => described(text, propertySchema(extract, container, name));
  const properties: Record<keyof InitContainer, Schema> = {
    name: string('The container\'s name. k6-init-<index>, from 0, where left out.'),
    image: image('The container\'s image. The runner\'s where left out.'),
    command: own('command', 'The program, in place of the image\'s entry point.'),
    args: own('args', 'Its arguments.'),
    workingDir: string('The folder in which it runs. The image\'s where left out.'),
    env: own('env', 'Environment variables.'),
    envFrom: own('envFrom', 'ConfigMaps and Secrets whose keys become environment variables.'),
    resources: own('resources', 'What it asks for and may use at most.'),
    restartPolicy: string('Always makes it a sidecar, which runs beside k6 until that ends.'),
    volumeMounts: own('volumeMounts', 'Where volumes are mounted in it, beside the script\'s own.'),
  };
  const items: Schema = { type: 'object', properties };
  return { type: 'array', description: 'Containers that run one after another before k6; the script\'s volume is mounted into them as well. Of runners and the initializer.', items, 'x-kubernetes-list-type': 'atomic' };
}
