import { hasFlag, runArguments } from '../../api/arguments/index.ts';
import { type JsonObject, own } from '../../api/json.ts';
import type { RunStatus, ScriptFacts } from '../../api/status.ts';
import { streamBy } from '../jobs/runner/stream.ts';
import { parseThresholds } from '../merge/thresholds.ts';
import type { K6Build } from '../world.ts';
import { readScriptReport, trendStatsOf, type ScriptReport } from './scriptreport.ts';
import type { Context } from './types.ts';

type Learned = Pick<RunStatus, 'script' | 'thresholds'>;

/** What the initializer's log says of the script and of k6, for the status; without its words what is known of the image has to do. */
export function learn(context: Context): Learned {
  const { world } = context;
  const report = world.initializerLog === undefined ? undefined : readScriptReport(world.initializerLog);
  if (!report) return { script: { ...k6Facts(context, world.k6) } };
  const environment = (report.facts.get('environment') ?? '').split(' ').filter((name) => name !== '');
  const k6 = { version: report.facts.get('version') ?? '', outputs: report.facts.get('outputs') ?? '' };
  const judged = !hasFlag(runArguments(world.run.spec), 'no-thresholds') && !environment.includes('K6_NO_THRESHOLDS');
  return {
    script: { ...k6Facts(context, k6, { variables: environment, options: report.options }), ...optionFacts(report) },
    ...(judged ? { thresholds: parseThresholds(report.options) } : {}),
  };
}

/** What a log says of the k6 that wrote it. */
export function k6Build(log: string): K6Build | undefined {
  const facts = readScriptReport(log)?.facts;
  const outputs = facts?.get('outputs');
  return outputs === undefined ? undefined : { version: facts?.get('version') ?? '', outputs };
}

/** What nobody but the initializer knows. */
interface Looked {
  /** The names of k6's variables. */
  variables: readonly string[];
  options: JsonObject;
}

function k6Facts(context: Context, k6: K6Build | undefined, looked?: Looked): ScriptFacts {
  const version = /v\d+\.\d+\.\d+\S*/u.exec(k6?.version ?? '')?.[0];
  const stream = streamOf(context, k6, looked);
  return {
    ...(version === undefined ? {} : { k6Version: version }),
    ...('output' in stream ? { streamOutput: stream.output } : { streamFault: stream.fault }),
  };
}

function streamOf({ world: { run }, settings: { collector } }: Context, k6: K6Build | undefined, looked: Looked | undefined): ReturnType<typeof streamBy> {
  if (!collector) return { fault: 'this installation of the operator collects no metrics' };
  if (!k6) return { fault: 'no initializer has looked at the k6 of this image yet' };
  if (!looked && (run.spec.runner?.envFrom ?? []).length > 0) return { fault: 'without an initializer nobody knows what envFrom sets' };
  return streamBy(run, { outputs: k6.outputs, variables: looked?.variables ?? [], options: looked?.options, protocol: collector.protocol });
}

function optionFacts({ facts, options }: ScriptReport): ScriptFacts {
  const trendStats = trendStatsOf(options);
  const timeUnit = (['s', 'ms', 'us'] as const).find((unit) => unit === own(options, 'summaryTimeUnit'));
  return {
    ...(trendStats === undefined ? {} : { trendStats }),
    ...(timeUnit === undefined ? {} : { timeUnit }),
    ...(facts.get('handleSummary') === 'yes' ? { handlesSummary: true } : {}),
  };
}
