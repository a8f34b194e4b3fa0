import { Flags } from '@oclif/core';
import { BaseCommand } from '../../command.ts';

export default class Install extends BaseCommand {
  static override summary = 'Let the shell complete names of runs, commands and flags behind kubectl k6';
  static override description = 'Puts kubectl_complete-k6 into a folder of PATH; kubectl 1.26 and newer runs it. It stays right when the plugin is upgraded.';
  static override examples = [
    { description: 'Beside the plugin, or in ~/.local/bin', command: '<%= config.bin %> completion install' },
    { description: 'In a folder of your choice', command: '<%= config.bin %> completion install --dir ~/bin' },
  ];
  static override flags = {
    dir: Flags.string({ description: 'folder of PATH to put it into', helpValue: 'FOLDER' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Install);
    const { install } = await import('../../complete/install.ts');
    const { path, onPath } = install(flags.dir, process.env);
    this.write(`${path} is there.`);
    if (!onPath) this.warn('Its folder is not on PATH: add it, or choose another with --dir.');
    this.warn('kubectl\'s own completion must be on in your shell, as with: source <(kubectl completion bash)');
  }
}
