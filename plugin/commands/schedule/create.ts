import { Args, Flags } from '@oclif/core';
import type { Connection } from '../../command.ts';
import { KubeCommand } from '../../command.ts';
import { parseDuration } from '../../duration.ts';
import { exitCodes, Failure } from '../../errors/failure.ts';
import type { Manifest } from '../../schedule/manifest.ts';
import type { ScheduleOptions } from '../../schedule/options.ts';
import { clientVersion } from '../../version.ts';

export default class ScheduleCreate extends KubeCommand {
  static override summary = 'Make a run anew at each time of a cron schedule';
  static override description = [
    'A CronJob runs a Job at each time, from the operator\'s own image. The Job deletes the last run, makes the run anew, follows it and ends as it does,',
    'so a failed test is a failed Job. Two runs never overlap. With the name of a schedule that is there, it is brought to what the flags say.',
  ].join('\n');
  static override examples = [
    { description: 'Each night at two in Berlin', command: '<%= config.bin %> schedule create nightly -f run.yaml --schedule "0 2 * * *" --time-zone Europe/Berlin' },
    { description: 'See the next five times, and make nothing', command: '<%= config.bin %> schedule create --schedule "*/15 8-17 * * 1-5" --next 5' },
    { description: 'Print it for Git', command: '<%= config.bin %> schedule create nightly -f run.yaml --schedule @daily -o yaml' },
    { description: 'Write it as a kustomization', command: '<%= config.bin %> schedule create nightly -f run.yaml --schedule @daily --directory deploy/nightly' },
  ];
  static override args = { name: Args.string({ description: 'the schedule; default: the run\'s name' }) };
  static override flags = {
    filename: Flags.string({ char: 'f', description: 'manifest with one K6 or TestRun, and ConfigMaps if need be; - is the standard input', helpValue: 'FILE' }),
    schedule: Flags.string({ description: 'when: five fields as in "0 2 * * 1-5", or @hourly, @daily, @weekly', required: true, helpValue: 'CRON' }),
    'time-zone': Flags.string({ description: 'where, as in Europe/Berlin', default: 'Etc/UTC', helpValue: 'ZONE' }),
    next: Flags.integer({ description: 'show the next times; without -f nothing else is done', min: 1, max: 1000, helpValue: 'COUNT' }),
    suspend: Flags.boolean({ description: 'make it suspended' }),
    'starting-deadline': Flags.string({ description: 'how late a run may begin', default: '5m', helpValue: 'TIME' }),
    deadline: Flags.string({ description: 'how long a run may take with all it waits for; then it is stopped and has failed', helpValue: 'TIME' }),
    'history-succeeded': Flags.integer({ description: 'how many Jobs that passed are kept', default: 3, min: 0 }),
    'history-failed': Flags.integer({ description: 'how many Jobs that failed are kept', default: 3, min: 0 }),
    image: Flags.string({ description: 'the operator\'s own image; default: what the cluster\'s operator runs from' }),
    'image-pull-secret': Flags.string({ description: 'Secret to pull it with', multiple: true, multipleNonGreedy: true, helpValue: 'NAME' }),
    output: Flags.string({ char: 'o', description: 'print the objects and make nothing', options: ['yaml'], exclusive: ['directory'] }),
    directory: Flags.string({ description: 'write the objects there with a kustomization.yaml, and make nothing', helpValue: 'FOLDER' }),
    'force-conflicts': Flags.boolean({ description: 'take over fields that others have set' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ScheduleCreate);
    const { checkTimes, timeLines } = await import('../../schedule/times.ts');
    const times = { timeZone: flags['time-zone'], now: new Date() };
    const parsed = checkTimes(flags.schedule, times.timeZone, times.now);
    if (flags.filename !== undefined) await this.#create({ ...args, ...flags, filename: flags.filename });
    else if (flags.next === undefined) throw usage('-f is missing: the manifest of the run', 'to see the times alone, use --next 5');
    const lines = flags.next === undefined ? [] : timeLines(parsed, { ...times, count: flags.next });
    for (const line of lines) if (flags.output === undefined) this.write(line); else this.warn(line);
  }

  async #create(flags: CreateFlags): Promise<void> {
    const [{ readManifest }, { readSource }, { scheduleObjects }] = await Promise.all([
      import('../../schedule/manifest.ts'), import('../../schedule/source.ts'), import('../../schedule/objects.ts'),
    ]);
    const manifest = readManifest(await readSource(flags.filename), flags.filename);
    const options = await this.#options(flags, manifest);
    const objects = scheduleObjects(options);
    const configMaps = manifest.configMaps.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: options.namespace } }));
    const { asFiles, asYaml } = await import('../../schedule/print.ts');
    if (flags.output !== undefined) {
      this.write(asYaml(objects, configMaps).trimEnd());
    } else if (flags.directory !== undefined) {
      const { writeFiles } = await import('../../schedule/source.ts');
      for (const path of await writeFiles(flags.directory, asFiles(objects, configMaps))) this.write(path);
    } else {
      const [{ applySchedule }, { objectName }, { client }] = await Promise.all([import('../../schedule/apply.ts'), import('../../output/objects.ts'), this.connect()]);
      await applySchedule(client, objects, configMaps, { force: flags['force-conflicts'], onApplied: (object) => this.write(`${objectName(object)} applied`) });
    }
  }

  async #options(flags: CreateFlags, { run }: Manifest): Promise<ScheduleOptions> {
    const { scheduleNameFault } = await import('../../schedule/names.ts');
    const name = flags.name ?? run.name;
    const fault = scheduleNameFault(name);
    if (fault !== undefined) throw usage(`schedule ${fault}`);
    const namespace = await this.#namespace(run.namespace);
    return {
      name,
      namespace,
      run: { kind: run.kind, name: run.name, manifest: run.text },
      schedule: flags.schedule,
      timeZone: flags['time-zone'],
      ...await this.#image(flags.image, namespace),
      imagePullSecrets: flags['image-pull-secret'] ?? [],
      suspend: flags.suspend ? true : undefined,
      startingDeadlineSeconds: wholeSeconds(flags['starting-deadline'], '--starting-deadline'),
      activeDeadlineSeconds: flags.deadline === undefined ? undefined : wholeSeconds(flags.deadline, '--deadline'),
      history: { succeeded: flags['history-succeeded'], failed: flags['history-failed'] },
    };
  }

  /** The manifest's own namespace, as kubectl has it: -n may repeat it, and nothing else. */
  async #namespace(own: string | undefined): Promise<string> {
    const given = this.globals.namespace;
    if (own !== undefined && given !== undefined && own !== given) throw usage(`the manifest is for namespace ${own}, and -n says ${given}`);
    return own ?? given ?? (await this.connect()).namespace;
  }

  async #image(given: string | undefined, namespace: string): Promise<Pick<ScheduleOptions, 'image' | 'imagePullPolicy'>> {
    if (given !== undefined) return { image: given };
    const { operatorImage } = await import('../../operator/image.ts');
    const found = await this.connect().then(({ client }: Connection) => operatorImage(client, namespace)).catch((error: unknown) => {
      this.warn(`Warning: the cluster could not be asked for the operator's image: ${(error as Error).message}`);
      return undefined;
    });
    if (found !== undefined) return found;
    const image = `k6-operator:${clientVersion}`;
    this.warn(`Warning: the operator's image is not known, so ${image} is used; name it with --image`);
    return { image };
  }
}

interface CreateFlags {
  name?: string | undefined;
  filename: string;
  schedule: string;
  'time-zone': string;
  suspend: boolean;
  'starting-deadline': string;
  deadline?: string | undefined;
  'history-succeeded': number;
  'history-failed': number;
  image?: string | undefined;
  'image-pull-secret'?: string[] | undefined;
  output?: string | undefined;
  directory?: string | undefined;
  'force-conflicts': boolean;
}

function wholeSeconds(text: string, flag: string): number {
  const seconds = Math.round(parseDuration(text, flag));
  if (seconds < 1) throw usage(`${flag}: "${text}" is less than a second`);
  return seconds;
}

function usage(message: string, hint?: string): Failure {
  return new Failure(message, { exitCode: exitCodes.usage, hint });
}
