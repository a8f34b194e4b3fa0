import { buffer } from 'node:stream/consumers';
import { Args, Flags } from '@oclif/core';
import type { Run as RunObject } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { KubeCommand } from '../command.ts';
import type { Connection } from '../connect/connection.ts';
import { parseDuration } from '../duration.ts';
import { patientWriter } from '../logs/stdout.ts';
import { type Format, outputFlag, parseFormat } from '../output/format.ts';
import { isObjectFormat, objectName, objectsText } from '../output/objects.ts';
import { k6PaintFor, paintFor } from '../output/paint.ts';
import { sourceFlags } from '../run/flags.ts';
import { adviceFor, prepare, type Prepared, type RunRequest } from '../run/prepare.ts';
import { manifestText } from '../run/print.ts';
import { splitAtDashes } from '../run/words.ts';

export default class Run extends KubeCommand {
  static override summary = 'Run a k6 script in the cluster and end as the test did';
  static override description = 'The script goes to the cluster with every local file that it imports or opens, is shared out among the runners, and is followed to its end.\n'
    + 'Exit code: 0 passed, 97 to 110 k6\'s own (99: a threshold failed, 107: the script threw), 6 the test could not run, 4 not over within --timeout.\n'
    + 'Ctrl-C stops the run gracefully; once more, and it is left alone.';
  static override usage = 'run [SCRIPT | FOLDER | ARCHIVE | -] [-f FILE] [-- ARGUMENT OF K6…]';
  static override examples = [
    { description: 'A script on four runners', command: '<%= config.bin %> run test.js --parallelism 4' },
    { description: 'With variables, and other options than the script\'s own', command: '<%= config.bin %> run test.js -e HOST=shop.example --vus 50 --duration 5m' },
    { description: 'With the runners\' logs, and nothing left in the cluster afterwards', command: '<%= config.bin %> run test.js --logs --rm' },
    { description: 'A manifest, with other settings', command: '<%= config.bin %> run -f k6.yaml --parallelism 8' },
    { description: 'What would be created, for GitOps', command: '<%= config.bin %> run test.js --name checkout --dry-run=client -o yaml' },
  ];
  static override args = { script: Args.string({ description: 'script, folder with a script, archive of "k6 archive", or - for stdin' }) };
  static override flags = {
    ...sourceFlags,
    output: outputFlag,
    wait: Flags.boolean({ description: 'wait for the end without lines of progress', exclusive: ['detach'] }),
    logs: Flags.boolean({ description: 'show the runners\' logs meanwhile', exclusive: ['detach'] }),
    timeout: Flags.string({ description: 'how long to wait for the end, such as 30m; the run goes on', helpValue: 'TIME', exclusive: ['detach'] }),
    detach: Flags.boolean({ description: 'return as soon as the run is created' }),
    summary: Flags.boolean({ allowNo: true, default: true, description: 'what the run measured, as k6 itself prints it at its end' }),
    rm: Flags.boolean({ description: 'delete the run with all it made when it is over' }),
    'dry-run': Flags.string({ description: 'client: print only, no cluster is asked; server: the API server checks everything and stores nothing', options: ['none', 'client', 'server'], default: 'none' }),
  };

  async run(): Promise<void> {
    const { own, rest } = splitAtDashes(this.argv);
    const { args, flags } = await this.parse(Run, own);
    const format = parseFormat(flags.output);
    const timeout = flags.timeout === undefined ? undefined : parseDuration(flags.timeout, '--timeout');
    const request = {
      ...flags, ...args, rest, contextNamespace: await this.#namespace(flags['dry-run']),
      cleanup: flags.rm && flags.detach ? 'post' as const : undefined,
    };
    const prepared = await this.#prepare(request);
    if (flags['dry-run'] !== 'none') await this.#dryRun(prepared, flags['dry-run'] === 'server', format);
    else await this.#run(await this.connect(), prepared, { ...flags, format, timeout });
  }

  /** Printing manifests needs no cluster, so it needs no kubeconfig either. */
  async #namespace(dryRun: string): Promise<string> {
    try {
      return (await this.connect()).namespace;
    } catch (error) {
      if (dryRun === 'client') return 'default';
      throw error;
    }
  }

  async #prepare(request: RunRequest): Promise<Prepared> {
    const prepared = await prepare(request, { cwd: process.cwd(), environment: process.env, stdin: () => buffer(process.stdin), random: Math.random });
    for (const note of prepared.notes) this.warn(`note: ${note}`);
    return prepared;
  }

  async #dryRun(prepared: Prepared, server: boolean, format: Format): Promise<void> {
    const { launch } = await import('../run/launch.ts');
    const { run, configMap } = server ? await launch((await this.connect()).client, prepared, { dryRun: true }) : prepared;
    if (!server) for (const warning of adviceFor(prepared.run)) this.warn(`Warning: ${warning}`);
    const objects = [...(configMap ? [configMap] : []), run];
    if (isObjectFormat(format)) this.write(await manifestText(objects, format));
    else for (const object of objects) this.write(`${objectName(object)} created (${server ? 'server ' : ''}dry run)`);
  }

  async #run({ client }: Connection, prepared: Prepared, flags: Following): Promise<void> {
    const [{ launch }, { Signals }, { seeThrough }] = await Promise.all([import('../run/launch.ts'), import('../run/signals.ts'), import('../run/seethrough.ts')]);
    if (flags.detach) {
      await this.#created((await launch(client, prepared)).run, flags.format);
      return;
    }
    const signals = new Signals();
    try {
      const { run } = await launch(client, prepared);
      this.warn(`${objectName(run)} created in namespace ${run.metadata.namespace}${prepared.files > 1 ? ` with ${prepared.files} files` : ''}`);
      const seen = await seeThrough(client, run, {
        ...flags,
        signals,
        progress: !flags.wait,
        paint: paintFor(process.stderr),
        note: (line) => this.warn(line),
        atEnd: flags.summary && !isObjectFormat(flags.format) ? (ended) => this.#summary(client, ended) : undefined,
        write: patientWriter(process.stdout),
      });
      await this.#outcome(seen.run, flags.format);
      this.end(seen.exitCode);
    } finally {
      signals.release();
    }
  }

  /** What the run measured, to stdout; why there is nothing, to stderr. */
  async #summary(client: Client, run: RunObject): Promise<void> {
    const [{ readSummary }, { hasNumbers, wholeText }, { whyMissing }] = await Promise.all([import('../summary/read.ts'), import('../summary/print.ts'), import('../summary/missing.ts')]);
    const summary = await readSummary(client, run);
    if (summary !== undefined && hasNumbers(summary)) this.write(`${wholeText(summary, k6PaintFor(process.stdout))}\n\n`);
    // Of a run that never started nobody expects numbers.
    else if (run.status?.start !== undefined) this.warn(`no summary: ${summary?.distributed.notes.at(0) ?? whyMissing(run).why}`);
  }

  async #created(run: RunObject, format: Format): Promise<void> {
    this.write(isObjectFormat(format) ? await objectsText([run], format, { single: true }) : `${objectName(run)} created`);
    this.warn(`follow it with: kubectl k6 status ${run.metadata.name} -w -n ${run.metadata.namespace}`);
  }

  async #outcome(run: RunObject, format: Format): Promise<void> {
    const { outcomeText } = await import('../run/progress.ts');
    this.write(isObjectFormat(format) ? await objectsText([run], format, { single: true }) : outcomeText(run, Date.now(), { paint: paintFor(process.stdout), env: process.env }));
  }
}

interface Following {
  format: Format;
  /** Seconds. */
  timeout: number | undefined;
  wait: boolean;
  logs: boolean;
  summary: boolean;
  detach: boolean;
  rm: boolean;
}
