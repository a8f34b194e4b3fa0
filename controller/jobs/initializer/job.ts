import { archiveArguments, runArguments } from '../../../api/arguments/index.ts';
import type { Job } from '../../../api/kubernetes.ts';
import { initializerName } from '../../../api/names.ts';
import type { Run } from '../../../api/run.ts';
import { parseScript } from '../../../api/script.ts';
import type { PodSettings } from '../../../api/spec.ts';
import type { Settings } from '../../settings.ts';
import { childMetadata, templateMetadata } from '../common/owner.ts';
import { containerFields, type FullContainer } from '../common/pod.ts';
import { scriptPod } from '../common/scriptpod.ts';
import { scuttleEnv, wrapped } from '../common/scuttle.ts';
import { runnerSecurity } from '../common/security.ts';
import { initializerScript, workFolder } from './script.ts';

const workVolume = 'k6-initializer';

/**
 * The Job that lets k6 itself check the script before any runner is made. It sees what a runner sees: each setting that
 * `spec.initializer` leaves out is the runner's.
 */
export function initializerJob(run: Run, settings: Settings): Job {
  const user = initializerSettings(run);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMetadata(run, initializerName(run.metadata.name), 'initializer', user.metadata),
    spec: {
      backoffLimit: 0,
      template: {
        metadata: templateMetadata(run, 'initializer', user.metadata),
        spec: scriptPod(run, user, { main: container(run, user, settings), volume: { name: workVolume, emptyDir: {} } }),
      },
    },
  };
}

/** The initializer's settings, field by field from `spec.initializer`, else from `spec.runner`. */
export function initializerSettings(run: Run): PodSettings {
  const { runner, initializer } = run.spec;
  return { ...runner, ...initializer };
}

function container(run: Run, user: PodSettings, settings: Settings): FullContainer {
  const script = parseScript(run.spec.script);
  const command = ['sh', '-c', initializerScript, 'k6-initializer', script.path, '--include-system-env-vars', ...archiveArguments(runArguments(run.spec))];
  return {
    ...containerFields(user),
    name: 'k6',
    image: user.image ?? settings.runnerImage,
    command: wrapped(command, run.spec.scuttle),
    env: [...scuttleEnv(run.spec.scuttle), ...(user.env ?? [])],
    volumeMounts: [
      ...(script.mount ? [script.mount] : []),
      { name: workVolume, mountPath: workFolder },
      ...(user.volumeMounts ?? []),
    ],
    securityContext: user.containerSecurityContext ?? runnerSecurity,
  };
}
