import { Args, Flags } from '@oclif/core';
import { KubeCommand } from '../command.ts';
import { runReference } from '../connect/findrun.ts';
import { clientVersion } from '../version.ts';

export default class Report extends KubeCommand {
  static override summary = 'Write one HTML page about a run: verdict, thresholds, charts, runners';
  static override description = 'The page is one file that loads nothing from anywhere, to be opened, sent on or kept by CI.\n'
    + 'It is made of what the operator keeps of a run at its end, and so also of a run that is gone by then.';
  static override examples = [
    { description: 'As my-run-report.html in this folder', command: '<%= config.bin %> report my-run' },
    { description: 'Elsewhere, in place of an older one', command: '<%= config.bin %> report my-run -f out/report.html --overwrite' },
    { description: 'To stdout', command: '<%= config.bin %> report my-run -f - > report.html' },
  ];
  static override args = { name: Args.string({ description: 'run: NAME, k6/NAME or testrun/NAME', required: true }) };
  static override flags = {
    file: Flags.string({ char: 'f', description: 'file to write, - for stdout; default: NAME-report.html', helpValue: 'FILE' }),
    overwrite: Flags.boolean({ description: 'write over a file that is there already' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Report);
    const { client, namespace } = await this.connect();
    const [{ readReport }, { reportPage }, { writeReport }] = await Promise.all([import('../report/read.ts'), import('../report/index.ts'), import('../report/write.ts')]);
    const input = await readReport(client, namespace, args.name);
    const page = await reportPage(input, { version: clientVersion, time: new Date().toISOString() });
    const file = flags.file ?? `${runReference(args.name).name}-report.html`;
    if (file === '-') {
      process.stdout.write(page);
      return;
    }
    writeReport(file, page, flags.overwrite);
    this.write(file);
  }
}
