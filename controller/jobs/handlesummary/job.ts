import { ArgumentError, runArguments, scriptArguments } from '../../../api/arguments/index.ts';
import type { Job } from '../../../api/kubernetes.ts';
import { summaryName } from '../../../api/names.ts';
import type { Run } from '../../../api/run.ts';
import { parseScript } from '../../../api/script.ts';
import { summaryKeys } from '../../../api/summary/merged.ts';
import type { Settings } from '../../settings.ts';
import { childMetadata, templateMetadata } from '../common/owner.ts';
import { containerFields, type FullContainer } from '../common/pod.ts';
import { scriptPod } from '../common/scriptpod.ts';
import { scuttleEnv, wrapped } from '../common/scuttle.ts';
import { runnerSecurity } from '../common/security.ts';
import { mergedFolder, wrapperFile } from './script.ts';

const mergedVolume = 'k6-operator-summary';

/** How long the user's function may take, with the pod's start; k6 itself ends it after 120 s. */
const deadlineSeconds = 240;

/**
 * The Job that calls the script's own `handleSummary()` once, on the merged summary of all runners. It sees what a runner sees, so that what
 * the function writes to a volume is where the user put it.
 */
export function handleSummaryJob(run: Run, settings: Settings): Job {
  const user = run.spec.runner ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMetadata(run, summaryName(run.metadata.name), 'summary', user.metadata),
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: deadlineSeconds,
      template: {
        metadata: templateMetadata(run, 'summary', user.metadata),
        spec: scriptPod(run, user, { main: container(run, settings), volume: mergedFiles(run) }),
      },
    },
  };
}

function mergedFiles(run: Run): { name: string; configMap: object } {
  const items = [wrapperFile, summaryKeys.summary].map((key) => ({ key, path: key }));
  return { name: mergedVolume, configMap: { name: summaryName(run.metadata.name), items } };
}

function container(run: Run, settings: Settings): FullContainer {
  const user = run.spec.runner ?? {};
  const script = parseScript(run.spec.script);
  const command = [
    'k6', 'run', '--quiet', '--no-setup', '--no-teardown', '--no-thresholds', ...loadArguments(run), '--address=', `${mergedFolder}/${wrapperFile}`,
  ];
  return {
    ...containerFields(user),
    name: 'k6',
    image: user.image ?? settings.runnerImage,
    command: wrapped(command, run.spec.scuttle),
    env: [...scuttleEnv(run.spec.scuttle), ...(user.env ?? []).filter(({ name }) => !ofTheTest.test(name))],
    volumeMounts: [...(script.mount ? [script.mount] : []), { name: mergedVolume, mountPath: mergedFolder, readOnly: true }, ...(user.volumeMounts ?? [])],
    securityContext: user.containerSecurityContext ?? runnerSecurity,
  };
}

/** None where they cannot be read: then no runner could be made with them either, and this must not be what fails. */
function loadArguments({ spec }: Run): string[] {
  try {
    return scriptArguments(runArguments(spec));
  } catch (error) {
    if (error instanceof ArgumentError) return [];
    throw error;
  }
}

/** Variables that say what k6 runs and where its metrics go; one iteration that does nothing is not the test. */
const ofTheTest = /^(?:K6_(?:OUT|VUS|DURATION|ITERATIONS|STAGES|OTEL_.*|SUMMARY_.*|NO_SUMMARY)|OTEL_.*)$/u;
