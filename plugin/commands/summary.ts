import { Args, Flags } from '@oclif/core';
import { KubeCommand } from '../command.ts';
import { k6PaintFor, paintFor } from '../output/paint.ts';
import { glyphsFor } from '../output/runtext.ts';
import { summaryAnswer, summaryFormats } from '../summary/answer.ts';

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
    output: Flags.option({ options: summaryFormats })({
      char: 'o', description: 'json: what k6 gives to handleSummary(), and more; machine-readable: k6\'s own format; handle-summary: what the script\'s handleSummary() printed',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Summary);
    const connection = await this.connect();
    const drawing = { now: Date.now(), k6Paint: k6PaintFor(process.stdout), paint: paintFor(process.stdout), glyphs: glyphsFor(process.env) };
    const { text, handled } = await summaryAnswer(connection, args.name, flags.output, drawing);
    this.write(text);
    if (handled && flags.output === undefined) {
      this.warn(`the script's own handleSummary() printed something as well: kubectl k6 summary ${args.name} -n ${connection.namespace} -o handle-summary`);
    }
  }
}
