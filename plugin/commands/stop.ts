import { Args, Flags } from '@oclif/core';
import { findRun, KubeCommand, resourceOf } from '../command.ts';
import { parseDuration } from '../duration.ts';
import { forAll } from '../forall.ts';
import { waitForRun } from '../follow/wait.ts';
import { objectName } from '../output/objects.ts';
import { isOver } from '../view/verdict.ts';

export default class Stop extends KubeCommand {
  static override summary = 'Stop a run gracefully; its logs and summaries are kept';
  static override description = 'k6 ends its iterations, runs teardown() and prints its summary. Before the start the runners are withdrawn.';
  static override usage = 'stop NAME…';
  static override examples = [
    { description: 'Stop a run that is under way', command: '<%= config.bin %> stop my-run' },
    { description: 'Stop it, and wait until it has ended', command: '<%= config.bin %> stop my-run --wait' },
  ];
  static override args = { names: Args.string({ description: 'runs: NAME, k6/NAME or testrun/NAME', required: true, multiple: true }) };
  static override flags = {
    wait: Flags.boolean({ description: 'wait until the run has ended' }),
    timeout: Flags.string({ description: 'how long to wait at most', default: '10m', helpValue: 'TIME' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Stop);
    const timeout = parseDuration(flags.timeout, '--timeout');
    const { client, namespace } = await this.connect();
    await forAll(args.names, async (text) => {
      const run = await findRun(client, namespace, text);
      if (isOver(run)) return `${objectName(run)} is over already`;
      const stopping = await client.patch(resourceOf(run), { namespace, name: run.metadata.name }, { metadata: { uid: run.metadata.uid }, spec: { stop: true } });
      if (flags.wait) await waitForRun(client, stopping, { timeout, warn: (line) => void this.warn(line) });
      return `${objectName(run)} ${flags.wait ? 'stopped' : 'stops'}`;
    }, { write: (text) => this.write(text), warn: (text) => this.warn(text) });
  }
}
