import { buffer } from 'node:stream/consumers';
import { Args, Flags } from '@oclif/core';
import { admitted } from '../../api/admission/index.ts';
import type { Run as RunObject } from '../../api/run.ts';
import { KubeCommand } from '../command.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { parseFormat } from '../output/format.ts';
import { isObjectFormat } from '../output/objects.ts';
import { jobsOf, unknownUid } from '../run/children.ts';
import { sourceFlags } from '../run/flags.ts';
import { prepare } from '../run/prepare.ts';
import { manifestText } from '../run/print.ts';
import { splitAtDashes } from '../run/words.ts';
import { clientVersion } from '../version.ts';

export default class Render extends KubeCommand {
  static override summary = 'Print what a run would be in the cluster: its script, defaults and Jobs';
  static override description = 'No cluster is asked, so what only a cluster knows is made up: the run\'s UID, and the pods\' addresses in the starter.';
  static override usage = 'render [SCRIPT | FOLDER | ARCHIVE | -] [-f FILE] [-- ARGUMENT OF K6…]';
  static override examples = [
    { description: 'The Jobs of a manifest', command: '<%= config.bin %> render -f k6.yaml' },
    { description: 'The command line of each runner', command: '<%= config.bin %> render test.js -p 4 -o jsonpath=\'{..containers[*].command}\'' },
  ];
  static override args = { script: Args.string({ description: 'script, folder with a script, archive of "k6 archive", or - for stdin' }) };
  static override flags = {
    ...sourceFlags,
    output: Flags.string({ char: 'o', description: 'yaml, json, name, jsonpath=TEMPLATE or custom-columns=HEADER:PATH,…', default: 'yaml', helpValue: 'FORMAT' }),
    'operator-image': Flags.string({ description: 'image of the operator, which starters run from', default: `k6-operator:${clientVersion}` }),
    'default-image': Flags.string({ description: 'image of runners whose run names none; the chart\'s k6.image', default: 'loadimpact/k6:latest' }),
  };

  async run(): Promise<void> {
    const { own, rest } = splitAtDashes(this.argv);
    const { args, flags } = await this.parse(Render, own);
    const format = parseFormat(flags.output);
    if (!isObjectFormat(format)) throw new Failure(`-o ${flags.output} does not show what there is to be rendered`, { exitCode: exitCodes.usage, hint: 'write -o yaml or -o json' });
    const request = { ...flags, ...args, rest, contextNamespace: 'default' };
    const prepared = await prepare(request, { cwd: process.cwd(), environment: process.env, stdin: () => buffer(process.stdin), random: Math.random });
    for (const note of prepared.notes) this.warn(`note: ${note}`);
    const run = admitted({ object: prepared.run }, { runner: flags['default-image'] }) as RunObject;
    const stored = { ...run, metadata: { ...run.metadata, uid: unknownUid } };
    const settings = { operatorImage: flags['operator-image'], runnerImage: flags['default-image'], maxParallelism: Number.MAX_SAFE_INTEGER };
    const objects = [...(prepared.configMap ? [prepared.configMap] : []), run, ...jobsOf(stored, settings)];
    this.write(await manifestText(objects, format));
  }
}
