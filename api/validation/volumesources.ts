import { arrayOr, isObject, objectOr } from '../json.ts';
import { all, type Check, exactlyOne, fields, integer, isMissing, listOf, objectName, oneOf, optional, unique } from './checks.ts';
import { fieldRef, resourceFieldRef } from './env.ts';
import { type Finding, invalid, required, shown } from './finding.ts';
import { checkImage } from './image.ts';
import { checkKey } from './key.ts';
import { checkFolderPath, checkVolumeFile } from './paths.ts';
import { checkQuantity } from './quantity.ts';

/** Every kind of volume that a pod can have. */
const kinds = [
  'awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'fc', 'flexVolume', 'flocker',
  'gcePersistentDisk', 'gitRepo', 'glusterfs', 'hostPath', 'image', 'iscsi', 'nfs', 'persistentVolumeClaim', 'photonPersistentDisk', 'portworxVolume', 'projected',
  'quobyte', 'rbd', 'scaleIO', 'secret', 'storageos', 'vsphereVolume',
] as const;

const mode = integer(0, 0o777);
const keyToPath: Check = fields({ key: checkKey, path: checkVolumeFile, mode });
const name: Check = (path, value) => objectName(path, value);

const podFile: Check = all(
  exactlyOne(['fieldRef', 'resourceFieldRef']),
  fields({ path: checkVolumeFile, mode, fieldRef: all(fieldRef, ofMetadata), resourceFieldRef: all(resourceFieldRef, optional(ofContainer)) }),
);
const podFiles: Check = all(listOf(podFile), unique((file) => text(objectOr(file).path), 'give each file a path of its own'));

/** Unlike a variable, a file is kept up to date, which can be done for these alone. */
function ofMetadata(path: string, value: unknown): Finding[] {
  const { fieldPath } = objectOr(value);
  if (typeof fieldPath !== 'string' || fieldPath === '' || ['metadata.labels', 'metadata.annotations'].includes(fieldPath)) return [];
  return /^(?:spec|status)\./u.test(fieldPath) ? [invalid(`${path}.fieldPath`, `${shown(fieldPath)} is for variables: a file can hold metadata alone`)] : [];
}

function ofContainer(path: string, value: unknown): Finding[] {
  return isMissing(objectOr(value).containerName) ? [required(`${path}.containerName`, 'needs the container\'s name: k6')] : [];
}

const configMap: Check = fields({ name, defaultMode: mode, items: listOf(keyToPath) });
const secret: Check = fields({ secretName: name, defaultMode: mode, items: listOf(keyToPath) });

const token: Check = fields({ path: checkVolumeFile, expirationSeconds: integer(600, 2 ** 32) });
const projection: Check = all(
  exactlyOne(['clusterTrustBundle', 'configMap', 'downwardAPI', 'podCertificate', 'secret', 'serviceAccountToken']),
  fields({ configMap: fields({ name, items: listOf(keyToPath) }), secret: fields({ name, items: listOf(keyToPath) }), downwardAPI: fields({ items: podFiles }), serviceAccountToken: token }),
);

/** Every file of a projected volume whose path is known beforehand; no two may have one path. */
function projectedFiles(source: unknown): string[] {
  const { configMap: map, secret: hidden, downwardAPI: pod, serviceAccountToken } = objectOr(source);
  const items = [map, hidden, pod].flatMap((from) => arrayOr(objectOr(from).items));
  return [...items, serviceAccountToken].flatMap((item) => text(objectOr(item).path) ?? []);
}

const projected: Check = all(fields({ defaultMode: mode, sources: listOf(projection) }), (path, value) => (
  unique((file) => text(file), 'give each file a path of its own')(`${path}.sources`, arrayOr(objectOr(value).sources).flatMap(projectedFiles))
));

const hostPath: Check = fields({
  path: optional((path, value) => (typeof value === 'string' && value.split('/').includes('..') ? [invalid(path, `${shown(value)} has "..": write the path without it`)] : [])),
  type: oneOf('', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'),
});
const nfs: Check = fields({
  path: optional((path, value) => (typeof value === 'string' && value !== '' && !value.startsWith('/') ? [invalid(path, `${shown(value)} is relative: begin it with "/"`)] : [])),
});
const csi: Check = fields({
  driver: optional((path, value) => (typeof value !== 'string' || value === '' || (value.length <= 63 && /^[a-z0-9A-Z]([-a-zA-Z0-9.]*[a-zA-Z0-9])?$/u.test(value)) ? [] : [invalid(path, `${shown(value)} is not a driver's name`)])),
  nodePublishSecretRef: (path, value) => (isObject(value) ? objectName(`${path}.name`, value.name) : []),
});

const ephemeral: Check = (path, value) => {
  const at = `${path}.volumeClaimTemplate`;
  const { volumeClaimTemplate: template } = objectOr(value);
  if (!isObject(template)) return [required(at, 'needs what the claim is made from')];
  const { accessModes, resources } = objectOr(template.spec);
  const storage = objectOr(objectOr(resources).requests).storage;
  return [
    ...(arrayOr(accessModes).length > 0 ? [] : [required(`${at}.spec.accessModes`, 'needs one such as ReadWriteOnce')]),
    ...listOf(oneOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'))(`${at}.spec.accessModes`, accessModes),
    ...(isMissing(storage) ? [required(`${at}.spec.resources.requests.storage`, 'needs the volume\'s size, such as 1Gi')] : checkQuantity(`${at}.spec.resources.requests.storage`, storage)),
  ];
};

/** What fills a volume: one kind, with what that needs. Kinds that few clusters have left are held to their schema alone. */
export const checkVolumeSource: Check = all(exactlyOneKind, fields({
  emptyDir: fields({ medium: optional((path, value) => (typeof value !== 'string' || /^(?:|Memory|HugePages|HugePages-\w+)$/u.test(value) ? [] : [invalid(path, `${shown(value)} is not known: write Memory or leave it out`)])), sizeLimit: checkQuantity }),
  hostPath,
  configMap,
  secret,
  persistentVolumeClaim: fields({ claimName: name }),
  projected,
  downwardAPI: fields({ defaultMode: mode, items: podFiles }),
  nfs,
  csi,
  ephemeral: optional(ephemeral),
  image: fields({ reference: checkImage, pullPolicy: oneOf('Always', 'IfNotPresent', 'Never') }),
  gitRepo: fields({ directory: checkFolderPath }),
}));

function exactlyOneKind(path: string, value: unknown): Finding[] {
  if (!isObject(value)) return [];
  const given = kinds.filter((kind) => !isMissing(value[kind]));
  if (given.length === 0) return [required(path, 'needs what fills it: write one such as emptyDir, configMap, secret or persistentVolumeClaim')];
  return given.length > 1 ? [invalid(path, `${given.join(' and ')} are set: keep exactly one`)] : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
