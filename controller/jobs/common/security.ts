import type { PodSecurityContext, SecurityContext } from '../../../api/kubernetes.ts';

/** What no k6 image needs and the "baseline" pod security level would let through; the image's own user stays, since user images may run as root. */
export const runnerSecurity: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

export const podSecurity: PodSecurityContext = { seccompProfile: { type: 'RuntimeDefault' } };

/** The "restricted" pod security level, for containers from the operator's own image. */
export const operatorSecurity: SecurityContext = {
  ...runnerSecurity,
  runAsNonRoot: true,
  runAsUser: 65532,
  readOnlyRootFilesystem: true,
};
