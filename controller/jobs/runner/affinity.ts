import { appLabel, labels } from '../../../api/labels.ts';
import type { Affinity } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';

/**
 * The affinity of a run's runners. `separate` adds a rule to the user's own rather than replacing it,
 * and looks at this run's runners alone, so that two runs do not keep each other off the nodes.
 */
export function runnerAffinity(run: Run): Affinity | undefined {
  const own = run.spec.runner?.affinity;
  if (!run.spec.separate) return own;
  const apart = {
    labelSelector: { matchLabels: { [labels.app]: appLabel, [labels.runner]: 'true', [labels.run]: run.metadata.name } },
    topologyKey: 'kubernetes.io/hostname',
  };
  return {
    ...own,
    podAntiAffinity: {
      ...own?.podAntiAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: [...(own?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []), apart],
    },
  };
}
