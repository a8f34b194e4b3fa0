import { Args, Flags } from '@oclif/core';
import type { Run } from '../../api/run.ts';
import { summaryName } from '../../api/names.ts';
import { summaryKeys } from '../../api/summary/merged.ts';
import { findRun, KubeCommand } from '../command.ts';
import type { Connection } from '../connect/connection.ts';
import { runReference } from '../connect/findrun.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { k6PaintFor, paintFor } from '../output/paint.ts';
import { glyphsFor } from '../output/runtext.ts';
import { liveText } from '../summary/live.ts';
import { whyMissing } from '../summary/missing.ts';
import { parseSummary } from '../summary/parse.ts';
import { wholeText } from '../summary/print.ts';
import { readKept } from '../summary/read.ts';
import { isOver } from '../view/verdict.ts';

/** What -o prints as it was kept. */
const keysByFormat = { json: 'summary', junit: 'junit', 'machine-readable': 'machineReadable', 'handle-summary': 'handleSummary' } as const;
type Format = keyof typeof keysByFormat;
const formats = Object.keys(keysByFormat) as Format[];

interface Read {
  run: Run | undefined;
  kept: Record<string, string> | undefined;
}

export default class Summary extends KubeCommand {
  static override summary = 'Show what a run measured, all runners in one, as k6 itself would';
  static override description = 'Thresholds, checks and metrics of the whole run, as "k6 run" prints them at the end of one process; then what of them is not exact.\n'
    + 'Of a run that is on, its numbers until now. The summary stays when the run was cleaned up.';
  static override examples = [
    { description: 'The summary of a run', command: '<%= config.bin %> summary my-run' },
    { description: 'For CI systems that show JUnit', command: '<%= config.bin %> summary my-run -o junit > junit.xml' },
    { description: 'One number', command: '<%= config.bin %> summary my-run -o json | jq \'.metrics.http_req_duration.values["p(95)"]\'' },
  ];
  static override args = { name: Args.string({ description: 'run: NAME, k6/NAME or testrun/NAME', required: true }) };
  static override flags = {
    output: Flags.option({ options: formats })({
      char: 'o', description: 'json: what k6 gives to handleSummary(), and more; machine-readable: k6\'s own format; handle-summary: what the script\'s handleSummary() printed',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Summary);
    const connection = await this.connect();
    const { run, kept } = await this.#read(connection, args.name);
    const text = flags.output === undefined ? this.#text(run, kept) : kept?.[summaryKeys[keysByFormat[flags.output]]];
    if (text === undefined) throw noneOf(runReference(args.name).name, { run, kept }, flags.output);
    this.write(text.replace(/\n$/, ''));
    if (flags.output === undefined && kept?.[summaryKeys.handleSummary] !== undefined) {
      this.warn(`the script's own handleSummary() printed something as well: kubectl k6 summary ${args.name} -n ${connection.namespace} -o handle-summary`);
    }
  }

  /** The run, and what was kept of it; of one that was cleaned up only that. */
  async #read({ client, namespace }: Connection, text: string): Promise<Read> {
    try {
      const run = await findRun(client, namespace, text);
      return { run, kept: await readKept(client, run.metadata) };
    } catch (error) {
      if (!(error instanceof Failure) || error.exitCode !== exitCodes.notFound) throw error;
      const kept = await readKept(client, { namespace, name: runReference(text).name });
      if (kept === undefined) throw error;
      return { run: undefined, kept };
    }
  }

  #text(run: Run | undefined, kept: Record<string, string> | undefined): string | undefined {
    const whole = kept?.[summaryKeys.summary];
    const summary = whole === undefined ? undefined : parseSummary(whole);
    if (summary !== undefined) return wholeText(summary, k6PaintFor(process.stdout));
    return run && liveText(run, Date.now(), { paint: paintFor(process.stdout), glyphs: glyphsFor(process.env) });
  }
}

function noneOf(name: string, { run, kept }: Read, format: Format | undefined): Failure {
  const exitCode = exitCodes.notFound;
  if (kept?.[summaryKeys.summary] !== undefined) {
    const key = summaryKeys[keysByFormat[format ?? 'json']];
    const hint = format === 'handle-summary' ? 'its script has no handleSummary() that printed anything' : 'another version of the operator wrote it; doctor tells the versions: kubectl k6 doctor';
    return new Failure(`ConfigMap ${summaryName(name)} has no ${key} that can be read`, { exitCode, hint });
  }
  if (run === undefined) return new Failure(`of ${name} only the ends of its logs were kept`, { exitCode, hint: `see them with: kubectl k6 logs ${name}` });
  const { why, hint } = whyMissing(run);
  return new Failure(`there is no ${isOver(run) ? '' : 'final '}summary of ${name}: ${why}`, { exitCode, hint });
}
