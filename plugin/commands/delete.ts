import { Args, Flags } from '@oclif/core';
import { findRun, KubeCommand, resourceOf } from '../command.ts';
import { parseDuration, timerMilliseconds } from '../duration.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { forAll } from '../forall.ts';
import { followRun } from '../follow/watch.ts';
import { objectName } from '../output/objects.ts';

export default class Delete extends KubeCommand {
  static override summary = 'Delete a run with all that it made: Jobs, pods, logs and summaries';
  static override description = 'To end a test and keep what it measured, use stop.';
  static override usage = 'delete NAME…';
  static override examples = [
    { description: 'Delete a run', command: '<%= config.bin %> delete my-run' },
    { description: 'Delete two, and do not wait until they are gone', command: '<%= config.bin %> delete my-run other-run --wait=false' },
  ];
  static override args = { names: Args.string({ description: 'runs: NAME, k6/NAME or testrun/NAME', required: true, multiple: true }) };
  static override flags = {
    wait: Flags.string({ description: 'wait until the run and its Jobs are gone', default: 'true', options: ['true', 'false'] }),
    timeout: Flags.string({ description: 'how long to wait at most', default: '2m', helpValue: 'TIME' }),
    'ignore-not-found': Flags.boolean({ description: 'a run that is not there is no error' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Delete);
    const timeout = parseDuration(flags.timeout, '--timeout');
    const patience = flags.wait === 'true' ? timeout : undefined;
    await forAll(args.names, (name) => this.#delete(name, patience).catch((error: unknown) => {
      if (flags['ignore-not-found'] && error instanceof Failure && error.exitCode === exitCodes.notFound) return undefined;
      throw error;
    }), { write: (text) => this.write(text), warn: (text) => this.warn(text) });
  }

  async #delete(text: string, timeout: number | undefined): Promise<string> {
    const { client, namespace } = await this.connect();
    const run = await findRun(client, namespace, text);
    const { name, uid } = run.metadata;
    // In the foreground the run itself goes last: who waits for it has waited for its pods.
    await client.delete(resourceOf(run), { namespace, name }, { uid, propagationPolicy: timeout === undefined ? 'Background' : 'Foreground' });
    if (timeout !== undefined) {
      const { end } = await followRun(client, run, { signal: AbortSignal.timeout(timerMilliseconds(timeout)), untilGone: true });
      if (end !== 'deleted') throw new Failure(`run ${name} is not gone after ${timeout} s`, { exitCode: exitCodes.timeout, hint: `see what is left with: kubectl k6 status ${name} -n ${namespace}` });
    }
    return `${objectName(run)} deleted`;
  }
}
