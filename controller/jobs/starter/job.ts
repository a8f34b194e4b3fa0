import type { EnvVar, Job } from '../../../api/kubernetes.ts';
import type { Role } from '../../../api/labels.ts';
import { starterName, stopperName, teardownName } from '../../../api/names.ts';
import type { Run } from '../../../api/run.ts';
import type { PodSettings } from '../../../api/spec.ts';
import type { StarterAction } from '../../../api/starterreport.ts';
import type { Settings } from '../../settings.ts';
import { childMetadata, templateMetadata } from '../common/owner.ts';
import { containerFields, podFields, type FullContainer } from '../common/pod.ts';
import { scuttleEnv, wrapped } from '../common/scuttle.ts';
import { operatorSecurity, podSecurity, runnerSecurity } from '../common/security.ts';
import { restPort } from '../runner/command.ts';
import { setsUpOnce } from '../runner/once.ts';
import { shellStarterScript, shellStopperScript, shellTeardownScript } from './shell.ts';

/** A runner that the starter, the stopper or the teardown is to reach. */
export interface Target {
  index: number;
  ip: string;
}

export interface Shot {
  /** Start and stop go to all runners, a teardown to runner 1. */
  action: StarterAction;
  targets: Target[];
  /** How long the process may wait for the runners. */
  timeoutSeconds: number;
}

/** What each of them is: its role, which is its container's name as well, its Job's name, and its form for an image of the user's own. */
const kinds: Readonly<Record<StarterAction, { role: Role; nameOf: (run: string) => string; script: () => string }>> = {
  start: { role: 'starter', nameOf: starterName, script: shellStarterScript },
  stop: { role: 'stopper', nameOf: stopperName, script: shellStopperScript },
  teardown: { role: 'teardown', nameOf: teardownName, script: shellTeardownScript },
};

/** What the process itself gave up on; another try would end the same. 126 and 127 are a shell's words for a missing program. */
const decidedExitCodes = [1, 2, 126, 127];

/** No CPU limit: throttling would spread the start. */
const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } };

/**
 * The Job that starts (or stops) all runners at once, or has runner 1 run teardown(). Unlike a runner it is tried again where the cluster took its
 * pod away: starting a runner that has started already is harmless, since k6 says so and the starter counts it as started. A teardown() that was
 * interrupted so runs once more from its beginning: one that cleans up twice does less harm than one that does not clean up.
 */
export function starterJob(run: Run, shot: Shot, settings: Settings): Job {
  const user = run.spec.starter ?? {};
  const { role, nameOf } = kinds[shot.action];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMetadata(run, nameOf(run.metadata.name), role, user.metadata),
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: shot.timeoutSeconds + 60,
      podFailurePolicy: {
        rules: [
          { action: 'FailJob', onExitCodes: { containerName: role, operator: 'In', values: decidedExitCodes } },
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        ],
      },
      template: {
        metadata: templateMetadata(run, role, user.metadata),
        spec: {
          automountServiceAccountToken: false,
          ...podFields(user),
          restartPolicy: 'Never',
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 10,
          securityContext: user.securityContext ?? podSecurity,
          containers: [container(run, shot, settings)],
        },
      },
    },
  };
}

function container(run: Run, shot: Shot, settings: Settings): FullContainer {
  const user: PodSettings = run.spec.starter ?? {};
  const own = user.image === undefined || user.image === settings.operatorImage;
  return {
    ...containerFields(user),
    name: kinds[shot.action].role,
    image: user.image ?? settings.operatorImage,
    ...(own ? operatorImage(shot, user, settings) : { command: wrapped(shellCommand(shot), run.spec.scuttle) }),
    env: [
      ...scuttleEnv(run.spec.scuttle),
      ...(user.env ?? []),
      { name: 'K6_TARGETS', value: shot.targets.map(({ index, ip }) => `${index}=${ip}`).join(' ') },
      { name: 'K6_PORT', value: String(restPort) },
      { name: 'K6_TIMEOUT_SECONDS', value: String(shot.timeoutSeconds) },
      ...setupEnv(run, shot),
    ],
    securityContext: user.containerSecurityContext ?? (own ? operatorSecurity : runnerSecurity),
    resources: user.resources ?? resources,
  };
}

/** A start goes to all runners there are. */
function setupEnv(run: Run, { action, targets }: Shot): EnvVar[] {
  return action === 'start' && setsUpOnce(run, targets.length) ? [{ name: 'K6_SETUP', value: 'once' }] : [];
}

function operatorImage(shot: Shot, user: PodSettings, settings: Settings): Partial<FullContainer> {
  const imagePullPolicy = user.imagePullPolicy ?? settings.imagePullPolicy;
  return { command: ['node', '/app/starter.js', shot.action], ...(imagePullPolicy ? { imagePullPolicy } : {}) };
}

/** The same barrier for an image of the user's own, of which no more than `sh` and `curl` is asked. */
function shellCommand(shot: Shot): string[] {
  return ['sh', '-c', kinds[shot.action].script()];
}
