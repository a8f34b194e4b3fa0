import { Args, Flags } from '@oclif/core';
import { KubeCommand } from '../../command.ts';
import { parseDuration } from '../../duration.ts';
import { exitCodes, Failure } from '../../errors/failure.ts';

export default class ScheduleDelete extends KubeCommand {
  static override summary = 'Delete a schedule; a run of it that is under way is stopped, and the last run stays';
  static override examples = [
    { description: 'Delete a schedule', command: '<%= config.bin %> schedule delete nightly' },
  ];
  static override args = { name: Args.string({ description: 'the schedule', required: true }) };
  static override flags = {
    timeout: Flags.string({ description: 'how long to wait at most for its Jobs to end', default: '2m', helpValue: 'TIME' }),
    'ignore-not-found': Flags.boolean({ description: 'a schedule that is not there is no error' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ScheduleDelete);
    const timeoutSeconds = parseDuration(flags.timeout, '--timeout');
    const { client, namespace } = await this.connect();
    const [{ findSchedule, scheduleNameOf }, { removeOthers, removeSchedule }, { scheduleNameFault }] = await Promise.all([
      import('../../schedule/read.ts'), import('../../schedule/remove.ts'), import('../../schedule/names.ts'),
    ]);
    const name = scheduleNameOf(args.name);
    const onDeleted = (object: string): void => this.write(`${object} deleted`);
    try {
      await removeSchedule(client, await findSchedule(client, namespace, name), { timeoutSeconds, onDeleted });
    } catch (error) {
      if (!(error instanceof Failure && error.exitCode === exitCodes.notFound)) throw error;
      // Of one whose deletion was cut short, everything but the CronJob is left.
      const left = scheduleNameFault(name) === undefined ? await removeOthers(client, { namespace, name }, onDeleted) : 0;
      if (left === 0 && !flags['ignore-not-found']) throw error;
    }
  }
}
