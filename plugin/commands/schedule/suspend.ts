import { Args } from '@oclif/core';
import { cronJobs } from '../../../kube/resources.ts';
import { KubeCommand } from '../../command.ts';

export default class ScheduleSuspend extends KubeCommand {
  static override summary = 'Let a schedule make no more runs; one that is under way goes on';
  static override examples = [
    { description: 'No runs over the holidays', command: '<%= config.bin %> schedule suspend nightly' },
  ];
  static override args = { name: Args.string({ description: 'the schedule', required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(ScheduleSuspend);
    const { client, namespace } = await this.connect();
    const { findSchedule } = await import('../../schedule/read.ts');
    const name = (await findSchedule(client, namespace, args.name)).metadata?.name ?? '';
    await client.patch(cronJobs, { namespace, name }, { spec: { suspend: true } });
    this.write(`cronjob.batch/${name} suspended`);
  }
}
