import { Args } from '@oclif/core';
import { findRun, KubeCommand, resourceOf } from '../command.ts';

export default class Stop extends KubeCommand {
  static override summary = 'Stop a run gracefully: k6 ends its iterations, and summaries and logs are kept';
  static override examples = [
    { description: 'Stop a run that is under way', command: '<%= config.bin %> stop my-run' },
  ];
  static override args = { name: Args.string({ description: 'run: NAME, k6/NAME or testrun/NAME', required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(Stop);
    const { client, namespace } = await this.connect();
    const run = await findRun(client, namespace, args.name);
    await client.patch(resourceOf(run), { namespace, name: run.metadata.name }, { spec: { stop: true } });
    this.write(`${resourceOf(run).plural}.k6.io/${run.metadata.name} is stopping`);
  }
}
