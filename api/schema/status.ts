import {
  type Condition, conditionTypes, maxFailuresListed, type Requirements, type RunnerCounts, type RunnerFailure, type RunStatus, stages,
  type StartReport,
} from '../status.ts';
import { integer, object, type Schema, string, time } from './schema.ts';
import { script, summary, thresholds } from './summary.ts';

const results: Schema = { enum: ['Passed', 'ThresholdsFailed', 'Failed', 'Stopped'] };

/** The schema of `status`; the types of api/status.ts name its fields, so that neither has one the other lacks. */
export function statusSchema(): Schema {
  const properties: Record<keyof RunStatus, Schema> = {
    stage: string('How far the run got. It never goes back; finished and error are final.', { enum: stages }),
    result: string('The outcome of the whole run, once it is over.', results),
    exitCode: integer('k6\'s own exit code for the whole run, the worst of all runners: 0 passed, 99 a threshold failed. Absent where no k6 ended by itself.'),
    runners: runners(),
    requirements: requirements(),
    script: script(),
    thresholds: thresholds(),
    summary: summary(),
    start: start(),
    finishedAt: time('When the run was over.'),
    failures: {
      type: 'array', description: 'The first of the runners that did not succeed, each with the reason.', items: failure(), maxItems: maxFailuresListed, 'x-kubernetes-list-type': 'atomic',
    },
    observedGeneration: integer('The generation of the spec that this status tells of.', { format: 'int64' }),
    conditions: {
      type: 'array', description: 'The run\'s state for kubectl wait: RunnersReady, Started, Finished, Passed.', items: condition(), 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'],
    },
  };
  return object('What happened; the controller writes it.', properties);
}

function runners(): Schema {
  const count = (description: string): Schema => integer(description, { minimum: 0 });
  const properties: Record<keyof RunnerCounts, Schema> = {
    total: count('How many runners the run has.'),
    ready: count('Runners whose pod is ready.'),
    running: count('Runners whose k6 runs.'),
    succeeded: count('Runners that ended with exit code 0.'),
    failed: count('Runners that ended otherwise or were lost.'),
    readyTotal: string('ready/total, such as 3/4.'),
  };
  return object('How many runners are in which state.', properties);
}

function requirements(): Schema {
  const properties: Record<keyof Requirements, Schema> = {
    maxVUs: integer('The most VUs that the script uses at once, all runners together.', { format: 'int64', minimum: 0 }),
    totalDuration: string('How long the script runs at most, as a k6 duration such as 1m30s.'),
  };
  return object('What the script asks for, as k6 inspect tells.', properties);
}

function start(): Schema {
  const properties: Record<keyof StartReport, Schema> = {
    time: time('When the first start request was sent.'),
    skewMilliseconds: { type: 'number', description: 'An upper bound of how far apart two runners started.', minimum: 0 },
  };
  return object('The common start of the runners.', properties);
}

function failure(): Schema {
  const properties: Record<keyof RunnerFailure, Schema> = {
    runner: integer('The runner\'s number, from 1.', { minimum: 1 }),
    reason: string('Why, in one word of the documented list.'),
    exitCode: integer('The exit code of its k6, where that ran.'),
    message: string('What happened and what to do.'),
  };
  return object('One runner that did not succeed.', properties, { required: ['runner', 'reason', 'message'] });
}

/** The bounds are those of Kubernetes' own conditions. */
function condition(): Schema {
  const properties: Record<keyof Condition, Schema> = {
    type: string('The condition\'s name.', { enum: conditionTypes }),
    status: string('Whether it holds.', { enum: ['True', 'False', 'Unknown'] }),
    reason: string('Why, in one word of the documented list.', { minLength: 1, maxLength: 1024, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' }),
    message: string('What happened and what to do.', { maxLength: 32768 }),
    observedGeneration: integer('The generation of the spec that it tells of.', { format: 'int64', minimum: 0 }),
    lastTransitionTime: time('When status last changed.'),
  };
  return object('One aspect of the run.', properties, { required: ['type', 'status', 'reason', 'message', 'lastTransitionTime'] });
}
