import { findOutputs, hasFlag, runArguments } from '../../../api/arguments/index.ts';
import { isObject, type JsonObject, own } from '../../../api/json.ts';
import type { Run } from '../../../api/run.ts';
import type { StreamOutput } from '../../../api/status.ts';
import type { StreamProtocol } from '../../settings.ts';

/** What decides by which of k6's outputs a run's metrics can be streamed. */
export interface StreamFacts {
  /** The outputs that k6 says it has, with commas between. */
  outputs: string;
  /** Names of environment variables that the runner has. */
  variables: readonly string[];
  /** The script's, as k6 tells them; undefined where nobody has looked. */
  options?: JsonObject | undefined;
  protocol: StreamProtocol;
}

/**
 * By which output the runners' metrics are streamed, or why they are not, for a person. k6's cloud output comes first: it adds samples up in k6 and costs a runner next to
 * nothing, where OpenTelemetry's takes a third more of CPU time. k6 has each of them once in a process, with settings that are the user's to make, and an output that
 * is named on the command line replaces those that are named elsewhere.
 */
export function streamBy(run: Run, facts: StreamFacts): { output: StreamOutput } | { fault: string } {
  const argv = runArguments(run.spec);
  const names = [...facts.variables, ...(run.spec.runner?.env ?? []).map(({ name }) => name)];
  if (hasFlag(argv, 'config')) return { fault: 'the arguments name a configuration file, which may have outputs of its own' };
  if (names.includes('K6_OUT')) return { fault: 'K6_OUT is set, and an output on the command line would replace it' };
  const has = facts.outputs.split(',').map((name) => name.trim());
  if (facts.protocol === 'auto' && has.includes('cloud') && canUseCloud(argv, names, facts.options)) return { output: 'cloud' };
  const output = (['opentelemetry', 'experimental-opentelemetry'] as const).find((name) => has.includes(name));
  if (!output) return { fault: noOutput(has, facts.protocol) };
  const fault = openTelemetryFault(argv, names);
  return fault === undefined ? { output } : { fault };
}

function noOutput(has: readonly string[], protocol: StreamProtocol): string {
  const isOwn = protocol === 'auto' && has.includes('cloud');
  return isOwn ? 'the k6 of this image has no OpenTelemetry output, and its cloud output does not suit the script or is the run\'s own' : 'the k6 of this image has no OpenTelemetry output';
}

/** Both names of k6's output read the same settings. */
const openTelemetry = /^(?:experimental-)?opentelemetry(?:=|$)/u;

function openTelemetryFault(argv: readonly string[], names: readonly string[]): string | undefined {
  if (findOutputs(argv).some((output) => openTelemetry.test(output))) return 'the run has an OpenTelemetry output of its own';
  const settings = names.find((name) => /^(?:K6_)?OTEL_/u.test(name));
  return settings === undefined ? undefined : `${settings} is set: OpenTelemetry settings of the run are left alone`;
}

/** The tags without which k6's cloud output does not start (k6 v1.8.1, internal/output/cloud/output.go). */
const requiredTags = ['name', 'method', 'status', 'error', 'check', 'group'];

/** k6 would refuse to start where its cloud output does not suit the script: so what is not known speaks against it. */
function canUseCloud(argv: readonly string[], names: readonly string[], options: JsonObject | undefined): boolean {
  return options !== undefined
    && !findOutputs(argv).some((output) => /^cloud(?:=|$)/u.test(output))
    && !hasFlag(argv, 'system-tags')
    && !names.some((name) => name.startsWith('K6_CLOUD') || name === 'K6_SYSTEM_TAGS')
    && suitsCloud(options);
}

/** The output does not take a test that may have no end, and would read the script's own settings for Grafana Cloud. */
function suitsCloud(options: JsonObject): boolean {
  const [ext, tags, scenarios] = [own(options, 'ext'), own(options, 'systemTags'), own(options, 'scenarios')];
  const hasOwnSettings = isObject(own(options, 'cloud')) || (isObject(ext) && own(ext, 'loadimpact') !== undefined);
  const hasTags = !Array.isArray(tags) || requiredTags.every((tag) => tags.includes(tag));
  const isSteered = isObject(scenarios) && Object.values(scenarios).some((scenario) => isObject(scenario) && own(scenario, 'executor') === 'externally-controlled');
  return !hasOwnSettings && hasTags && !isSteered;
}
