import { Args, Flags } from '@oclif/core';
import type { LogStart } from '../../kube/logposition.ts';
import { findRun, KubeCommand } from '../command.ts';
import { runReference } from '../connect/findrun.ts';
import { parseDuration } from '../duration.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { formats } from '../logs/format.ts';
import { levels } from '../logs/k6line.ts';
import { choosePaint, colourWords } from '../logs/palette.ts';
import { defaultMaxStreams, logsRequest, type LogsFlags, type LogsOutput, type LogsRequest } from '../logs/request.ts';
import { patientWriter } from '../logs/stdout.ts';
import { spareMemory } from '../logs/thrift.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';

export default class Logs extends KubeCommand {
  static override summary = 'Show the logs of a run, all runners in one, each line with its runner\'s number';
  static override description = 'Without -f the lines are in the order of time. With -f runners that start later are joined, a connection that breaks is taken '
    + 'up again where it was, and the command ends with the run.\n\nOf a run whose pods are gone, the ends of the logs are shown that the operator kept.';
  static override examples = [
    { description: 'All runners', command: '<%= config.bin %> logs my-run' },
    { description: 'Follow the run from now on to its end', command: '<%= config.bin %> logs my-run -f --tail 0' },
    { description: 'What failed, with times', command: '<%= config.bin %> logs my-run --failed --timestamps' },
    { description: 'Errors of some runners in the last five minutes', command: '<%= config.bin %> logs my-run --runner 1,4-6 --level error --since 5m' },
    { description: 'For a program', command: '<%= config.bin %> logs my-run -o json | jq -r .line' },
  ];
  static override args = { name: Args.string({ description: 'run: NAME, k6/NAME or testrun/NAME', required: true }) };
  static override flags = {
    follow: Flags.boolean({ char: 'f', description: 'go on with new lines until the run is over' }),
    runner: Flags.string({ multiple: true, multipleNonGreedy: true, helpValue: 'LIST', description: 'only these runners, such as 1,4-6 or 10-' }),
    starter: Flags.boolean({ description: 'what starts the runners; instead of the runners, or with --runner' }),
    initializer: Flags.boolean({ description: 'what checks the script' }),
    stopper: Flags.boolean({ description: 'what stops the runners' }),
    teardown: Flags.boolean({ description: 'what has runner 1 run teardown() where that runs once' }),
    summary: Flags.boolean({ description: 'what the script\'s own handleSummary() printed for all runners together' }),
    all: Flags.boolean({ description: 'runners, initializer, starter, stopper, teardown and summary' }),
    failed: Flags.boolean({ description: 'only what ended with another exit code than 0; of any part unless one is named' }),
    container: Flags.string({ char: 'c', helpValue: 'NAME', description: 'another container of the pods than k6\'s own' }),
    since: Flags.string({ helpValue: 'TIME', description: 'only lines of the last so long, such as 30s or 5m', exclusive: ['since-time'] }),
    'since-time': Flags.string({ helpValue: 'RFC3339', description: 'only lines from that time on, such as 2026-01-31T12:00:00Z' }),
    tail: Flags.integer({ helpValue: 'COUNT', min: -1, description: 'only the last so many lines of each log at first; -1: all' }),
    timestamps: Flags.boolean({ description: 'the time of each line before it' }),
    grep: Flags.string({ helpValue: 'REGEX', description: 'only lines that it is found in; (?i) at its start: upper and lower case alike' }),
    level: Flags.option({ options: levels })({ description: 'only lines of k6\'s own log that are at least so severe' }),
    progress: Flags.boolean({ allowNo: true, default: true, description: 'k6\'s progress reports, which runs with quiet: "false" have' }),
    output: Flags.option({ options: formats })({ char: 'o', default: 'prefixed', description: 'raw: lines as they were written; json: one object for each line; both with all that k6 printed' }),
    'raw-summary': Flags.boolean({ description: 'also the JSON that runners print at their end for the operator, and all stats of trends' }),
    colour: Flags.option({ options: colourWords })({ aliases: ['color'], default: 'auto', description: 'colours of the runners\' numbers; auto: on a terminal, and not with NO_COLOR' }),
    'max-log-requests': Flags.integer({
      helpValue: 'COUNT', min: 1, max: 64, default: defaultMaxStreams, description: 'logs that are read at once; more of them take turns',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Logs);
    const wanted: LogsFlags = { ...flags, start: startOf(flags), format: flags.output, maxStreams: flags['max-log-requests'] };
    const paint = choosePaint(flags.colour, process.stdout, process.env);
    const prepare = (run: Run): LogsRequest => logsRequest(run, wanted, paint);
    spareMemory();
    const { client, namespace } = await this.connect();
    const output: LogsOutput = { write: patientWriter(process.stdout), note: (line) => void this.warn(line) };
    const run = await findRun(client, namespace, args.name).catch((error: unknown) => this.#gone(error, { client, namespace, name: args.name, prepare, output }));
    if (run === undefined) return;
    const { showLogs } = await import('../logs/index.ts');
    await showLogs(client, prepare(run), output, { follow: flags.follow, signal: new AbortController().signal });
  }

  /** A run with `cleanup: post` is gone, and has left the ends of its logs. */
  async #gone(error: unknown, { client, namespace, name: text, prepare, output }: Missing): Promise<undefined> {
    if (!(error instanceof Failure) || error.exitCode !== exitCodes.notFound) throw error;
    const { name } = runReference(text);
    const { showKept } = await import('../logs/index.ts');
    const run = { metadata: { namespace, name }, spec: {} } as Run;
    if (!await showKept(client, prepare(run), { namespace, name }, output)) throw error;
  }
}

interface Missing {
  client: Client;
  namespace: string;
  name: string;
  prepare: (run: Run) => LogsRequest;
  output: LogsOutput;
}

/** @throws Failure (usage) */
function startOf({ since, 'since-time': sinceTime, tail }: { since?: string | undefined; 'since-time'?: string | undefined; tail?: number | undefined }): LogStart {
  if (sinceTime !== undefined && (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(sinceTime) || Number.isNaN(Date.parse(sinceTime)))) {
    throw new Failure(`--since-time: "${sinceTime}" is no RFC 3339 time`, { exitCode: exitCodes.usage, hint: 'write one such as 2026-01-31T12:00:00Z' });
  }
  return {
    ...(since === undefined ? {} : { sinceSeconds: Math.max(1, Math.ceil(parseDuration(since, '--since'))) }),
    ...(sinceTime === undefined ? {} : { sinceTime: new Date(sinceTime).toISOString() }),
    ...(tail === undefined || tail < 0 ? {} : { tailLines: tail }),
  };
}
