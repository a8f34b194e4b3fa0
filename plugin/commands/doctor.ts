import { Flags } from '@oclif/core';
import { KubeCommand } from '../command.ts';
import { exitCodes } from '../errors/failure.ts';
import { paintFor } from '../output/paint.ts';
import { glyphsFor } from '../output/runtext.ts';
import { clientVersion } from '../version.ts';

export default class Doctor extends KubeCommand {
  static override summary = 'Look at all that runs depend on, and say how to cure what is wrong';
  static override description = [
    'CRDs, operator, its leader and rights, webhook and certificate, versions, your own rights, and the namespace: quota, pod security, DNS.',
    'Nothing is changed. Ends with 0 when there is no fault, else with 6.',
  ].join('\n');
  static override examples = [
    { description: 'Is all well for runs in this namespace?', command: '<%= config.bin %> doctor -n load' },
    { description: 'For a script', command: '<%= config.bin %> doctor -o json' },
  ];
  static override flags = { output: Flags.string({ char: 'o', description: 'json: the list of all that was looked at', options: ['json'] }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const [{ client, transport, namespace }, { examine }] = await Promise.all([this.connect(), import('../doctor/examine.ts')]);
    const diagnoses = await examine({ client, transport, namespace, clientVersion, now: new Date() });
    if (flags.output === 'json') {
      this.write(JSON.stringify(diagnoses, undefined, 2));
    } else {
      const { doctorText } = await import('../doctor/text.ts');
      this.write(doctorText(diagnoses, { paint: paintFor(process.stdout), unicode: glyphsFor(process.env).branch === '├─ ' }));
    }
    if (diagnoses.some(({ health }) => health === 'fault')) this.end(exitCodes.notRun);
  }
}
