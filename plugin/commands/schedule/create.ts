import { buffer } from 'node:stream/consumers';
import { Args, type Interfaces } from '@oclif/core';
import type { Connection } from '../../command.ts';
import { KubeCommand } from '../../command.ts';
import { parseDuration } from '../../duration.ts';
import { exitCodes, Failure } from '../../errors/failure.ts';
import { splitAtDashes } from '../../run/words.ts';
import { scheduleFlags } from '../../schedule/flags.ts';
import type { ScheduleObjects } from '../../schedule/objects.ts';
import type { ScheduleOptions } from '../../schedule/options.ts';
import type { Wanted } from '../../schedule/wanted.ts';
import { clientVersion } from '../../version.ts';

export default class ScheduleCreate extends KubeCommand {
  static override summary = 'Make a run anew at each time of a cron schedule';
  static override description = [
    'A CronJob runs a Job at each time, from the operator\'s own image. The Job deletes the last run, makes the run anew, follows it and ends as it does,',
    'so a failed test is a failed Job. Two runs never overlap. With the name of a schedule that is there, it is brought to what the flags say.',
  ].join('\n');
  static override usage = 'schedule create NAME [SCRIPT | FOLDER | ARCHIVE | -] [-f FILE] --cron CRON [-- ARGUMENT OF K6…]';
  static override examples = [
    { description: 'A script on four runners, each night at two in Berlin', command: '<%= config.bin %> schedule create nightly test.js -p 4 --cron "0 2 * * *" --time-zone Europe/Berlin' },
    { description: 'A manifest', command: '<%= config.bin %> schedule create nightly -f run.yaml --cron "0 2 * * *"' },
    { description: 'See the next five times, and make nothing', command: '<%= config.bin %> schedule create --cron "*/15 8-17 * * 1-5" --next 5' },
    { description: 'Print it for Git', command: '<%= config.bin %> schedule create nightly -f run.yaml --cron @daily -o yaml' },
    { description: 'Write it as a kustomization', command: '<%= config.bin %> schedule create nightly -f run.yaml --cron @daily --directory deploy/nightly' },
  ];
  static override args = {
    name: Args.string({ description: 'the schedule; default: the name of the manifest\'s run' }),
    script: Args.string({ description: 'script, folder with a script, archive of "k6 archive", or - for stdin' }),
  };
  static override flags = scheduleFlags;

  async run(): Promise<void> {
    const { own, rest } = splitAtDashes(this.argv);
    const { args, flags } = await this.parse(ScheduleCreate, own);
    const { checkTimes, timeLines } = await import('../../schedule/times.ts');
    const times = { timeZone: flags['time-zone'], now: new Date() };
    const parsed = checkTimes(flags.cron, times.timeZone, times.now);
    if (args.script !== undefined || flags.file !== undefined) await this.#create({ ...args, ...flags, rest });
    else if (flags.next === undefined) throw nothingToRun(args.name);
    const lines = flags.next === undefined ? [] : timeLines(parsed, { ...times, count: flags.next });
    for (const line of lines) if (flags.output === undefined) this.write(line); else this.warn(line);
  }

  async #create(given: Given): Promise<void> {
    const [{ scheduleNameFault }, { readWanted }, { scheduleObjects }] = await Promise.all([
      import('../../schedule/names.ts'), import('../../schedule/wanted.ts'), import('../../schedule/objects.ts'),
    ]);
    const checkName = (name: string): void => {
      const fault = scheduleNameFault(name);
      if (fault !== undefined) throw usage(`schedule ${fault}`);
    };
    if (given.name !== undefined) checkName(given.name);
    const { namespace } = this.globals;
    const request = { ...given, namespace, contextNamespace: namespace ?? await this.#contextNamespace(given) };
    const wanted = await readWanted(request, given.name, { cwd: process.cwd(), environment: process.env, stdin: () => buffer(process.stdin), random: Math.random });
    checkName(given.name ?? wanted.run.name);
    for (const note of wanted.notes) this.warn(note);
    const options = await this.#options(given, wanted, request.contextNamespace);
    const configMaps = wanted.configMaps.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: options.namespace } }));
    await this.#deliver(given, { objects: scheduleObjects(options), configMaps });
  }

  async #deliver({ output, directory, 'force-conflicts': force }: Given, { objects, configMaps }: { objects: ScheduleObjects; configMaps: Wanted['configMaps'] }): Promise<void> {
    const { asFiles, asYaml } = await import('../../schedule/print.ts');
    if (output !== undefined) {
      this.write(asYaml(objects, configMaps).trimEnd());
    } else if (directory !== undefined) {
      const { writeFiles } = await import('../../schedule/source.ts');
      for (const path of await writeFiles(directory, asFiles(objects, configMaps))) this.write(path);
    } else {
      const [{ applySchedule }, { objectName }, { missingScript }, { client }] = await Promise.all([
        import('../../schedule/apply.ts'), import('../../output/objects.ts'), import('../../schedule/script.ts'), this.connect(),
      ]);
      await applySchedule(client, objects, configMaps, { force, onApplied: (object) => this.write(`${objectName(object)} applied`) });
      const { metadata: { namespace = '' } = {}, data = {} } = objects.configMap;
      const missing = await missingScript(client, namespace, Object.values(data).join(''));
      if (missing !== undefined) this.warn(`Warning: ${missing}; a run waits for it until its start deadline`);
      this.warn(`see when it is due with: kubectl k6 schedule list -n ${namespace}`);
      this.warn(`run it now with: kubectl k6 schedule trigger ${objects.cronJob.metadata?.name ?? ''} -n ${namespace}`);
    }
  }

  async #options(flags: Given, { run }: Wanted, contextNamespace: string): Promise<ScheduleOptions> {
    const namespace = this.#namespace(run.namespace) ?? contextNamespace;
    return {
      name: flags.name ?? run.name,
      namespace,
      run: { kind: run.kind, name: run.name, manifest: run.text },
      schedule: flags.cron,
      timeZone: flags['time-zone'],
      ...await this.#image(flags['operator-image'], namespace),
      imagePullSecrets: flags['image-pull-secret'] ?? [],
      suspend: flags.suspend ? true : undefined,
      startingDeadlineSeconds: wholeSeconds(flags['starting-deadline'], '--starting-deadline'),
      activeDeadlineSeconds: flags.deadline === undefined ? undefined : wholeSeconds(flags.deadline, '--deadline'),
      history: { succeeded: flags['history-succeeded'], failed: flags['history-failed'] },
    };
  }

  /** The manifest's own namespace, as kubectl has it: -n may repeat it, and nothing else. */
  #namespace(own: string | undefined): string | undefined {
    const given = this.globals.namespace;
    if (own !== undefined && given !== undefined && own !== given) throw usage(`the manifest is for namespace ${own}, and -n says ${given}`);
    return own ?? given;
  }

  /** What is only printed needs no cluster, so it needs no kubeconfig either. */
  async #contextNamespace({ output, directory }: Given): Promise<string> {
    try {
      return (await this.connect()).namespace;
    } catch (error) {
      if (output !== undefined || directory !== undefined) return 'default';
      throw error;
    }
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
    this.warn(`Warning: the operator's image is not known, so ${image} is used; name it with --operator-image`);
    return { image };
  }
}

type Given = Interfaces.InferredFlags<typeof scheduleFlags> & { name?: string | undefined; script?: string | undefined; rest: readonly string[] };

function wholeSeconds(text: string, flag: string): number {
  const seconds = Math.round(parseDuration(text, flag));
  if (seconds < 1) throw usage(`${flag}: "${text}" is less than a second`);
  return seconds;
}

function nothingToRun(name: string | undefined): Failure {
  const isPath = name !== undefined && /[./]/.test(name);
  const hint = isPath ? `name the schedule before its script: kubectl k6 schedule create NAME ${name}` : 'give a script behind the name, or a manifest with -f; to see the times alone, use --next 5';
  return usage('there is nothing to run', hint);
}

function usage(message: string, hint?: string): Failure {
  return new Failure(message, { exitCode: exitCodes.usage, hint });
}
