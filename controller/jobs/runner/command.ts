import { runArguments } from '../../../api/arguments/index.ts';
import type { Run } from '../../../api/run.ts';
import { parseScript } from '../../../api/script.ts';
import { segmentArguments } from '../../../api/segments.ts';
import { parseFlag } from '../common/pod.ts';
import { wrapped } from '../common/scuttle.ts';
import { onceFlags } from './once.ts';

/** The port of k6's REST API in every runner. */
export const restPort = 6565;

/**
 * The command line of runner `index` (1-based) of `total`.
 *
 * `--address` is always given, since k6 2 has its REST API off without it, and on all interfaces, since the starter comes from another pod.
 * `flags` are those of the run's telemetry. The operator's own flags stand after the script and the user's, as in every release of the upstream operator.
 * @throws ArgumentError or ScriptError where the spec cannot be turned into a command
 */
export function runnerCommand(run: Run, index: number, { total, flags = [] }: { total: number; flags?: readonly string[] }): string[] {
  const { spec } = run;
  const command = [
    'k6',
    'run',
    ...(parseFlag(spec.quiet) === false ? [] : ['--quiet']),
    ...segmentArguments(index, total),
    ...runArguments(spec),
    parseScript(spec.script).path,
    `--address=0.0.0.0:${restPort}`,
    ...(isPaused(run) ? ['--paused'] : []),
    ...onceFlags(run, index, total),
    '--tag',
    `instance_id=${index}`,
    '--tag',
    `testrun_name=${run.metadata.name}`,
    ...flags,
  ];
  return wrapped(command, spec.scuttle);
}

/** Whether the runners wait for the starter; where they do not, each begins on its own. */
export function isPaused(run: Run): boolean {
  return parseFlag(run.spec.paused) !== false;
}
