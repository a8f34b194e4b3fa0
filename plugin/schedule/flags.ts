import { Flags } from '@oclif/core';
import { sourceFlags } from '../run/flags.ts';

const { parallelism, env, image, args, vus, duration, include } = sourceFlags;

/** What `schedule create` takes: what is to be run as `run` takes it, when, and how the schedule is made. */
export const scheduleFlags = {
  file: Flags.string({
    char: 'f', aliases: ['filename'], description: 'manifest of one K6 or TestRun, and of ConfigMaps if need be, or - for stdin; a SCRIPT beside it replaces its own', helpValue: 'FILE',
  }),
  cron: Flags.string({ aliases: ['schedule'], description: 'when: five fields as in "0 2 * * 1-5", or @hourly, @daily, @weekly; --schedule says the same', required: true, helpValue: 'CRON' }),
  'time-zone': Flags.string({ description: 'where, as in Europe/Berlin', default: 'Etc/UTC', helpValue: 'ZONE' }),
  next: Flags.integer({ description: 'show the next times; without anything to run nothing else is done', min: 1, max: 1000, helpValue: 'COUNT' }),
  parallelism, env, image, args, vus, duration, include,
  suspend: Flags.boolean({ description: 'make it suspended' }),
  'starting-deadline': Flags.string({ description: 'how late a run may begin', default: '5m', helpValue: 'TIME' }),
  deadline: Flags.string({ description: 'how long a run may take with all it waits for; then it is stopped and has failed', helpValue: 'TIME' }),
  'history-succeeded': Flags.integer({ description: 'how many Jobs that passed are kept', default: 3, min: 0 }),
  'history-failed': Flags.integer({ description: 'how many Jobs that failed are kept', default: 3, min: 0 }),
  'operator-image': Flags.string({ description: 'the operator\'s own image; default: what the cluster\'s operator runs from' }),
  'image-pull-secret': Flags.string({ description: 'Secret to pull it with', multiple: true, multipleNonGreedy: true, helpValue: 'NAME' }),
  output: Flags.string({ char: 'o', description: 'print the objects and make nothing', options: ['yaml'], exclusive: ['directory'] }),
  directory: Flags.string({ description: 'write the objects there with a kustomization.yaml, and make nothing', helpValue: 'FOLDER' }),
  'force-conflicts': Flags.boolean({ description: 'take over fields that others have set' }),
};
