import type { VolumeMount } from '../../../api/kubernetes.ts';
import type { PodSettings } from '../../../api/spec.ts';
import type { FullContainer } from '../common/pod.ts';

/** The user's init containers; each gets the script's volume beside its own mounts, and a name and image where it has none. */
export function initContainers(settings: PodSettings, image: string, scriptMount: VolumeMount | undefined): FullContainer[] {
  return (settings.initContainers ?? []).map((container, index) => ({
    ...container,
    name: container.name ?? `k6-init-${index}`,
    image: container.image ?? image,
    volumeMounts: [...(scriptMount ? [scriptMount] : []), ...(container.volumeMounts ?? [])],
  }));
}
