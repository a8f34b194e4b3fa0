import { CommandHelp, Help, type Command } from '@oclif/core';

const globals = 'kubectl\'s own, such as -n, --context, --as and --request-timeout, as "kubectl options" lists them; -v 1 adds stacks to errors, -v 6 every request';

/** oclif's help, so short that the examples at its end stay on a screen with the flags. */
class ShortHelp extends CommandHelp {
  /** The summary stands above as the title. */
  protected override description(): string | undefined {
    const { description } = this.command;
    return description === undefined ? undefined : this.wrap(description);
  }

  /** Each command in one line, to be copied: folded within quotes it would be another one. */
  protected override examples(examples: Command.Example[] | string | undefined): string | undefined {
    const known = (Array.isArray(examples) ? examples : []).filter((example) => typeof example !== 'string');
    const lines = known.map(({ description, command }) => `${description}\n${this.indent(`$ ${this.render(command)}`)}`);
    return lines.length === 0 ? undefined : lines.join('\n');
  }

  /** What kubectl's users know is named, not listed. */
  protected override groupFlags(flags: Command.Flag.Any[]): ReturnType<CommandHelp['groupFlags']> {
    const { mainFlags, flagGroups } = super.groupFlags(flags);
    const { GLOBAL, ...others } = flagGroups;
    this.#takesGlobals = GLOBAL !== undefined;
    return { mainFlags, flagGroups: others };
  }

  #takesGlobals = false;

  protected override sections(): ReturnType<CommandHelp['sections']> {
    const all = super.sections();
    const at = all.findIndex(({ header }) => header === 'DESCRIPTION');
    return all.toSpliced(at, 0, { header: 'GLOBAL FLAGS', generate: () => (this.#takesGlobals ? this.wrap(globals) : undefined) });
  }
}

/** The help of the whole program, of its topics and its commands. */
export class ProgramHelp extends Help {
  protected override CommandHelpClass = ShortHelp;
}
