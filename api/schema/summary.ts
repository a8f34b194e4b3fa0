import {
  type Bracket, maxThresholdsListed, type ScriptFacts, streamOutputs, summarySources, type SummaryStatus, type ThresholdStatus, thresholdStates,
} from '../status.ts';
import { boolean, integer, number, object, type Schema, string, time } from './schema.ts';

/** The schemas of what the status says of the script and of the merged metrics. */
export function script(): Schema {
  const properties: Record<keyof ScriptFacts, Schema> = {
    k6Version: string('The runners\' k6, such as v1.8.1.'),
    streamOutput: string('k6\'s output that pushes metrics to the controller, and nowhere else, while the run is on.', { enum: streamOutputs }),
    streamFault: string('Why the runners\' metrics are not streamed; the summary then comes from their end alone.'),
    trendStats: { type: 'array', description: 'The script\'s own summaryTrendStats.', items: { type: 'string' }, 'x-kubernetes-list-type': 'atomic' },
    timeUnit: string('The script\'s own summaryTimeUnit.', { enum: ['s', 'ms', 'us'] }),
    handlesSummary: boolean('Whether the script mentions handleSummary.'),
  };
  return object('What k6 says of the script and of itself, before the runners are made.', properties);
}

export function thresholds(): Schema {
  return {
    type: 'array', description: 'The script\'s thresholds, judged on the merged metrics of all runners.', items: threshold(), maxItems: maxThresholdsListed, 'x-kubernetes-list-type': 'atomic',
  };
}

function threshold(): Schema {
  const properties: Record<keyof ThresholdStatus, Schema> = {
    metric: string('The metric, with its tags where it has some.'),
    expression: string('As in the script, such as p(95)<200.'),
    abortOnFail: boolean('Whether all runners are stopped as soon as it fails.'),
    delayAbortEval: string('For so long after the start it stops nobody.'),
    state: string('Indeterminate: the limit lies inside the error bound; ok then goes by the observed value.', { enum: thresholdStates }),
    ok: boolean('Whether it holds.'),
    observed: number('The value on all runners together, in the metric\'s own unit.'),
    errorBound: bracket('What the true value lies in. Absent where observed is exact.'),
  };
  return object('One threshold.', properties, { required: ['metric', 'expression', 'state'] });
}

export function summary(): Schema {
  const count = (description: string): Schema => integer(description, { format: 'int64', minimum: 0 });
  const properties: Record<keyof SummaryStatus, Schema> = {
    time: time('When the numbers were taken.'),
    final: boolean('Whether every runner that will has told its final numbers.'),
    source: string('Where the numbers come from: the runners\' stream, the summaries at their end, or both.', { enum: summarySources }),
    runnersReported: count('How many runners\' numbers are in it.'),
    vus: count('Virtual users at work, all runners together.'),
    iterations: count('Iterations that were completed.'),
    iterationsPerSecond: number('Lately; at the end, over the whole run.'),
    requests: count('HTTP requests.'),
    requestsPerSecond: number('Lately; at the end, over the whole run.'),
    requestsFailed: number('The share of HTTP requests that failed, 0 to 1.'),
    p95Milliseconds: number('95 of 100 HTTP requests took at most so long.'),
    p95Bound: bracket('What p95Milliseconds lies in. Absent where it is exact.'),
    checksPassed: count('Checks that passed.'),
    checksFailed: count('Checks that failed.'),
    dataReceivedBytes: count('Bytes received.'),
    dataSentBytes: count('Bytes sent.'),
    notes: { type: 'array', description: 'What is missing from the numbers or not exact about them, and why.', items: { type: 'string' }, 'x-kubernetes-list-type': 'atomic' },
  };
  return object('All runners together in few numbers; while the run is on, up to the last export.', properties, { required: ['time', 'final', 'source', 'runnersReported'] });
}

function bracket(description: string): Schema {
  const properties: Record<keyof Bracket, Schema> = { low: number('At least so much.'), high: number('At most so much.') };
  return object(description, properties, { required: ['low', 'high'] });
}
