import { Args, Flags } from '@oclif/core';
import { KubeCommand } from '../../command.ts';
import { Failure } from '../../errors/failure.ts';

export default class ScheduleTrigger extends KubeCommand {
  static override summary = 'Make a schedule\'s run now, also while it is suspended';
  static override examples = [
    { description: 'Do not wait for the night', command: '<%= config.bin %> schedule trigger nightly' },
  ];
  static override args = { name: Args.string({ description: 'the schedule', required: true }) };
  static override flags = { output: Flags.string({ char: 'o', description: 'print the Job\'s name alone', options: ['name'] }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ScheduleTrigger);
    const { client, namespace } = await this.connect();
    const [{ findSchedule }, { activeJobs, trigger }] = await Promise.all([import('../../schedule/read.ts'), import('../../schedule/trigger.ts')]);
    const schedule = await findSchedule(client, namespace, args.name);
    const [active] = await activeJobs(client, schedule);
    if (active !== undefined) {
      throw new Failure(`Job ${active.metadata?.name ?? ''} of schedule ${args.name} is still under way`, { hint: `follow it with: kubectl logs -f job/${active.metadata?.name ?? ''} -n ${namespace}` });
    }
    const { metadata } = await trigger(client, schedule);
    const name = `job.batch/${metadata?.name ?? ''}`;
    this.write(flags.output === 'name' ? name : `${name} created`);
    if (flags.output === undefined) this.warn(`follow it with: kubectl logs -f ${name.replace('.batch', '')} -n ${namespace}`);
  }
}
