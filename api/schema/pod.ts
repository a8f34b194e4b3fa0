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
    disabled: boolean('Start the runners without checking the script first.'),
    ...podProperties(extract),
  };
  return object(description, properties);
}

function podProperties(extract: Extract): Record<keyof PodSettings, Schema> {
  const ofPod = (name: string, text: string): Schema => described(text, propertySchema(extract, podSpec, name));
  const ofContainer = (name: string, text: string): Schema => described(text, propertySchema(extract, container, name));
  return {
    affinity: ofPod('affinity', 'Scheduling constraints; spec.separate adds to them.'),
    automountServiceAccountToken: booleanText('Whether the service account\'s token is mounted.'),
    containerSecurityContext: ofContainer('securityContext', 'Security settings of the container.'),
    env: ofContainer('env', 'Environment variables.'),
    envFrom: ofContainer('envFrom', 'ConfigMaps and Secrets whose keys become environment variables.'),
    image: image('The container\'s image.'),
    imagePullPolicy: string('When the image is pulled.', { enum: ['Always', 'IfNotPresent', 'Never'] }),
    imagePullSecrets: ofPod('imagePullSecrets', 'Secrets with the credentials of image registries.'),
    initContainers: initContainers(extract),
    livenessProbe: ofContainer('livenessProbe', 'Liveness probe of the container.'),
    metadata: metadata(),
    nodeSelector: ofPod('nodeSelector', 'Labels that a node must have.'),
    nodeselector: ofPod('nodeSelector', 'The spelling of 2022 of nodeSelector.'),
    priorityClassName: string('The pod\'s priority class.'),
    readinessProbe: ofContainer('readinessProbe', 'Readiness probe of the container.'),
    resources: ofContainer('resources', 'Requests and limits. A CPU limit distorts the load: it throttles k6.'),
    schedulerName: string('The scheduler that places the pod.'),
    securityContext: ofPod('securityContext', 'Security settings of the pod.'),
    serviceAccountName: string('The pod\'s service account.'),
    tolerations: ofPod('tolerations', 'Taints that the pod tolerates.'),
    topologySpreadConstraints: ofPod('topologySpreadConstraints', 'How the pods are spread over the cluster.'),
    volumeMounts: ofContainer('volumeMounts', 'Where volumes are mounted.'),
    volumes: ofPod('volumes', 'Volumes beside the script\'s own.'),
  };
}

function metadata(): Schema {
  const properties: Record<keyof PodMetadata, Schema> = {
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
    labels: { type: 'object', additionalProperties: { type: 'string', maxLength: maxLabel, pattern: labelValuePattern } },
  };
  return object('Labels and annotations; app, k6_cr, runner and k6.io/ labels are the operator\'s own.', properties);
}

/** Names are optional here, so the list has no key to be merged by. */
function initContainers(extract: Extract): Schema {
  const properties: Record<keyof InitContainer, Schema> = {
    name: string('k6-init-<index> where left out.'),
    image: image('The container\'s image.'),
    command: propertySchema(extract, container, 'command'),
    args: propertySchema(extract, container, 'args'),
    workingDir: { type: 'string' },
    env: propertySchema(extract, container, 'env'),
    envFrom: propertySchema(extract, container, 'envFrom'),
    resources: propertySchema(extract, container, 'resources'),
    restartPolicy: string('Always makes it a sidecar.'),
    volumeMounts: propertySchema(extract, container, 'volumeMounts'),
  };
  const items: Schema = { type: 'object', properties };
  return { type: 'array', description: 'Run before the container; the script is mounted into them as well.', items, 'x-kubernetes-list-type': 'atomic' };
}
