import { Args } from '@oclif/core';
import { cronJobs } from '../../../kube/resources.ts';
import { KubeCommand } from '../../command.ts';

export default class ScheduleResume extends KubeCommand {
  static override summary = 'Let a suspended schedule make runs again';
  static override examples = [
    { description: 'From now on again', command: '<%= config.bin %> schedule resume nightly' },
  ];
  static override args = { name: Args.string({ description: 'the schedule', required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(ScheduleResume);
    const { client, namespace } = await this.connect();
    const { findSchedule } = await import('../../schedule/read.ts');
    const name = (await findSchedule(client, namespace, args.name)).metadata?.name ?? '';
    await client.patch(cronJobs, { namespace, name }, { spec: { suspend: false } });
    this.write(`cronjob.batch/${name} resumed`);
  }
}
