import { Flags } from '@oclif/core';
import { labels } from '../../../api/labels.ts';
import { k6s, testRuns, type CronJob } from '../../../kube/resources.ts';
import { isKubeError } from '../../../kube/errors.ts';
import type { Run } from '../../../api/run.ts';
import type { Client } from '../../../kube/client.ts';
import { KubeCommand } from '../../command.ts';
import { outputFlag, parseFormat } from '../../output/format.ts';
import { isObjectFormat, objectsText } from '../../output/objects.ts';
import { paintFor } from '../../output/paint.ts';
import { table } from '../../output/table.ts';

export default class ScheduleList extends KubeCommand {
  static override summary = 'List schedules: when they are due, and how the last run went';
  static override examples = [
    { description: 'Schedules of the current namespace', command: '<%= config.bin %> schedule list' },
    { description: 'When they come in the next days', command: '<%= config.bin %> schedule list --next 5' },
  ];
  static override flags = {
    output: outputFlag,
    'all-namespaces': Flags.boolean({ char: 'A', description: 'schedules of all namespaces' }),
    selector: Flags.string({ char: 'l', description: 'schedules with these labels', helpValue: 'SELECTOR' }),
    next: Flags.integer({ description: 'show so many of each one\'s next times', min: 1, max: 1000, helpValue: 'COUNT' }),
    'no-headers': Flags.boolean({ description: 'rows alone' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ScheduleList);
    const format = parseFormat(flags.output);
    const { client, namespace: own } = await this.connect();
    const namespace = flags['all-namespaces'] ? undefined : own;
    const { listSchedules } = await import('../../schedule/read.ts');
    const schedules = await listSchedules(client, namespace, flags.selector);
    if (isObjectFormat(format)) {
      const text = await objectsText(schedules, format, { single: false, headers: !flags['no-headers'] });
      if (text !== '') this.write(text);
    } else if (schedules.length === 0) {
      this.warn(namespace === undefined ? 'No resources found' : `No resources found in ${namespace} namespace.`);
    } else if (flags.next === undefined) {
      await this.#rows(schedules, await scheduledRuns(client, namespace), { namespaces: namespace === undefined, headers: !flags['no-headers'] });
    } else {
      await this.#times(schedules, flags.next);
    }
  }

  async #rows(schedules: readonly CronJob[], runs: readonly Run[], { namespaces, headers }: { namespaces: boolean; headers: boolean }): Promise<void> {
    const { scheduleHeaders, scheduleRow } = await import('../../schedule/view.ts');
    const options = { now: new Date(), namespaces, runs, paint: paintFor(process.stdout) };
    this.write(table(headers ? scheduleHeaders(options) : [], schedules.map((schedule) => scheduleRow(schedule, options))).join('\n'));
  }

  async #times(schedules: readonly CronJob[], count: number): Promise<void> {
    const [{ nextOf, zoneOf }, { timeLine }] = await Promise.all([import('../../schedule/view.ts'), import('../../schedule/times.ts')]);
    const now = new Date();
    const rows = schedules.flatMap((schedule) => nextOf(schedule, now, count).map((time) => [schedule.metadata?.name ?? '', timeLine(time, zoneOf(schedule), now)]));
    if (rows.length === 0) this.warn('None is due: all are suspended.');
    else this.write(table([], rows).join('\n'));
  }
}

/** Runs that schedules made; none where the user may not see them. */
async function scheduledRuns(client: Client, namespace: string | undefined): Promise<Run[]> {
  const lists = await Promise.all([k6s, testRuns].map(async (resource) => {
    try {
      return (await client.list(resource, { namespace, labelSelector: labels.schedule })).items;
    } catch (error) {
      if (isKubeError(error, 'Forbidden', 'NotFound')) return [];
      throw error;
    }
  }));
  return lists.flat();
}
