import { Flags } from '@oclif/core';
import type { Run } from '../../api/run.ts';
import { KubeCommand } from '../command.ts';
import { listFlags, showRuns } from '../listing.ts';
import { isOver, verdictOf } from '../view/verdict.ts';

export default class List extends KubeCommand {
  static override summary = 'List runs, of both kinds';
  static override examples = [
    { description: 'Runs of the current namespace', command: '<%= config.bin %> list' },
    { description: 'What is under way in the whole cluster', command: '<%= config.bin %> list -A --running' },
    { description: 'In the order in which they ended, with their labels', command: '<%= config.bin %> list --sort-by .status.finishedAt --show-labels' },
    { description: 'What failed, and why', command: '<%= config.bin %> list --failed -o wide' },
  ];
  static override flags = {
    ...listFlags,
    running: Flags.boolean({ description: 'those that are not over yet', exclusive: ['finished', 'failed'] }),
    finished: Flags.boolean({ description: 'those that are over', exclusive: ['running'] }),
    failed: Flags.boolean({ description: 'those that are over and did not pass' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(List);
    const wanted = (run: Run): boolean => (
      !(flags.running && isOver(run)) && !(flags.finished && !isOver(run)) && !(flags.failed && !(isOver(run) && verdictOf(run).word !== 'Passed'))
    );
    await showRuns(await this.connect(), flags, wanted, { write: (text) => this.write(text), warn: (text) => this.warn(text) });
  }
}
