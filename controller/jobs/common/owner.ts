import { labels, appLabel, manager, type Role } from '../../../api/labels.ts';
import type { ObjectMeta, OwnerReference } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import type { PodMetadata } from '../../../api/spec.ts';

/** The reference that makes a child go when its run goes; identity is the UID, so a later run of the same name owns nothing of it. */
export function ownerReference({ apiVersion, kind, metadata: { name, uid } }: Run): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Metadata of a child of `run`; what the user adds cannot override the labels that the operator selects by. */
export function childMetadata(run: Run, name: string, role: Role, user?: PodMetadata): ObjectMeta {
  return {
    name,
    namespace: run.metadata.namespace,
    ownerReferences: [ownerReference(run)],
    ...templateMetadata(run, role, user),
  };
}

/** Metadata of the pods of a child. */
export function templateMetadata(run: Run, role: Role, user?: PodMetadata): ObjectMeta {
  const { [labels.runner]: runner, [labels.runnerIndex]: index, ...rest } = user?.labels ?? {};
  return {
    labels: {
      ...rest,
      // A starter that a user labels as a runner would be taken for one.
      ...(role === 'runner' && runner !== undefined && index !== undefined ? { [labels.runner]: runner, [labels.runnerIndex]: index } : {}),
      [labels.app]: appLabel,
      [labels.run]: run.metadata.name,
      [labels.role]: role,
      [labels.managedBy]: manager,
    },
    ...(user?.annotations ? { annotations: user.annotations } : {}),
  };
}
