import { Args, Flags } from '@oclif/core';
import type { Run } from '../../api/run.ts';
import { findRun, KubeCommand } from '../command.ts';
import type { Connection } from '../connect/connection.ts';
import { runReference } from '../connect/findrun.ts';
import { parseDuration } from '../duration.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { readChildren, readObjects, type Children } from '../follow/read.ts';
import { formatOf, listFlags, showRuns, type ListFlags } from '../listing.ts';
import { parseFormat } from '../output/format.ts';
import { isObjectFormat, objectsText } from '../output/objects.ts';
import { paintFor } from '../output/paint.ts';
import { glyphsFor, runText } from '../output/runtext.ts';
import type { RunObjects } from '../view/children.ts';
import { runView } from '../view/tree.ts';
import { outcomeExitCode } from '../view/verdict.ts';

type StatusFlags = ListFlags & { wait: boolean; timeout?: string | undefined };

export default class Status extends KubeCommand {
  static override summary = 'Show how runs stand: the verdict first, then why';
  static override description = 'Without a NAME all runs; with one its runners and pods, each with what is wrong with it.\n'
    + 'With --wait the exit code tells the outcome: 0 passed, 97 to 110 k6\'s own (99: a threshold failed), 6 the test could not run, 4 not over within --timeout.';
  static override examples = [
    { description: 'All runs of the current namespace', command: '<%= config.bin %> status' },
    { description: 'One run, redrawn until it is over', command: '<%= config.bin %> status my-run -w' },
    { description: 'In CI: wait, and end as the test did', command: '<%= config.bin %> status my-run --wait --timeout 30m' },
    { description: 'One field', command: '<%= config.bin %> status my-run -o jsonpath=\'{.status.result}\'' },
  ];
  static override args = { name: Args.string({ description: 'run: NAME, k6/NAME or testrun/NAME' }) };
  static override flags = {
    ...listFlags,
    wait: Flags.boolean({ description: 'wait until the run is over; the exit code tells the outcome' }),
    timeout: Flags.string({ description: 'of --wait and -w: how long at most, such as 30m', helpValue: 'TIME' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Status);
    if (args.name === undefined) {
      if (flags.wait || flags.timeout !== undefined) throw new Failure('--wait and --timeout need the NAME of a run', { exitCode: exitCodes.usage, hint: 'write it as in: kubectl k6 status my-run --wait' });
      await showRuns(await this.connect(), flags, () => true, { write: (text) => this.write(text), warn: (text) => this.warn(text) });
      return;
    }
    if (flags['all-namespaces'] || flags.selector !== undefined || flags['field-selector'] !== undefined) {
      throw new Failure('a NAME goes with neither -A nor -l nor --field-selector', { exitCode: exitCodes.usage, hint: 'leave the name out to select several runs' });
    }
    await this.#one(args.name, flags);
  }

  async #one(name: string, flags: StatusFlags): Promise<void> {
    const format = formatOf(flags);
    const connection = await this.connect();
    const children = flags.wait || flags.watch || isObjectFormat(format) ? undefined : readEarly(connection, name);
    const found = await this.#find(connection, name, flags['ignore-not-found']);
    if (found === undefined) return;
    const run = flags.wait || flags.watch ? await this.#follow(connection, found, flags) : found;
    if (isObjectFormat(format)) this.write(await objectsText([run], format, { single: true, headers: !flags['no-headers'] }));
    else if (!flags.watch) this.write(draw(await readObjects(connection.client, run, (line) => this.warn(line), children), flags));
    if (flags.wait) this.end(outcomeExitCode(run));
  }

  /** Undefined where there is no such run and the flags say that this is no error. */
  async #find({ client, namespace }: Connection, name: string, orNone: boolean): Promise<Run | undefined> {
    try {
      return await findRun(client, namespace, name);
    } catch (error) {
      if (orNone && error instanceof Failure && error.exitCode === exitCodes.notFound) return undefined;
      throw error;
    }
  }

  /** The run at its end, shown meanwhile where -w asks for it. */
  async #follow({ client }: Connection, run: Run, flags: StatusFlags): Promise<Run> {
    const [{ waitForRun }, { startLive }, { pacedLines }] = await Promise.all([import('../follow/wait.ts'), import('../follow/live.ts'), import('../follow/lines.ts')]);
    const timeout = flags.timeout === undefined ? undefined : parseDuration(flags.timeout, '--timeout');
    const warn = (line: string): void => void this.warn(line);
    if (!flags.watch || isObjectFormat(parseFormat(flags.output))) return waitForRun(client, run, { timeout, warn });
    const live = await startLive(process.stdout);
    const line = pacedLines();
    const onChange = (objects: RunObjects): void => live.show(() => draw(objects, flags), line(objects));
    try {
      return await waitForRun(client, run, { timeout, warn, children: true, onChange });
    } finally {
      live.end();
    }
  }
}

/** Asks for Jobs and pods along with the run; whether there is a run at all is said first. */
function readEarly({ client, namespace }: Connection, name: string): Promise<Children> {
  const children = readChildren(client, { namespace, name: runReference(name).name });
  children.catch(() => undefined);
  return children;
}

function draw(objects: RunObjects, { output, 'show-labels': labels }: StatusFlags): string {
  return runText(runView(objects, { now: Date.now(), whole: output === 'wide', labels }), paintFor(process.stdout), glyphsFor(process.env));
}
