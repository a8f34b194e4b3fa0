import type { Volume } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import { parseScript } from '../../../api/script.ts';
import type { PodSettings } from '../../../api/spec.ts';
import { initContainers } from '../runner/initcontainers.ts';
import { podFields, type FullContainer, type PodSpec } from './pod.ts';
import { podSecurity } from './security.ts';

/** A pod that loads the script as a runner does and runs no test; `volume` is one of its own, beside the script's and the user's. */
export function scriptPod(run: Run, user: PodSettings, { main, volume }: { main: FullContainer; volume: Volume }): PodSpec {
  const script = parseScript(run.spec.script);
  const inits = initContainers(user, main.image ?? '', script.mount);
  return {
    ...podFields(user),
    restartPolicy: 'Never',
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 5,
    securityContext: user.securityContext ?? podSecurity,
    ...(inits.length > 0 ? { initContainers: inits } : {}),
    containers: [main],
    volumes: [...(script.volume ? [script.volume] : []), volume, ...(user.volumes ?? [])],
  };
}
