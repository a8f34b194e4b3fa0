import { group, kinds, type Kind } from '../../api/run.ts';

/** A rule of a Role. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

/**
 * Exactly what carrying out one run takes: `create` cannot be held to a name, everything else is. Children need no rights: a run that is
 * deleted in the foreground stays until its Jobs and pods are gone.
 */
export function scheduledRights(kind: Kind, run: string): Rule[] {
  const resources = [kinds[kind]];
  return [
    { apiGroups: [group], resources, verbs: ['create'] },
    { apiGroups: [group], resources, resourceNames: [run], verbs: ['list', 'watch', 'patch', 'delete'] },
  ];
}
