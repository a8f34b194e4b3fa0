import { Config, type Command, type Interfaces } from '@oclif/core';
import { BaseCommand } from './command.ts';
import { nearest } from './connect/nearest.ts';
import { commands, topics, type CommandModule } from './commands/index.ts';
import { exitCodes, Failure } from './errors/failure.ts';
import { clientVersion } from './version.ts';

/** What `kubectl k6 …` calls itself: users type this, never the file's name. */
const bin = 'kubectl k6';

/** Runs the command that `argv` names. Throws what the command throws; Failure (usage) when there is no such command. */
export async function dispatch(argv: readonly string[]): Promise<void> {
  const given = commandFirst(argv);
  const words = given[0] === 'help' ? [...given.slice(1), '--help'] : given;
  const id = commandId(words);
  if (wantsHelp(words)) return help(words, id);
  if (id === undefined) throw unknownCommand(words);
  await BaseCommand.start(await classOf(id), words.slice(id.split(':').length));
}

/** kubectl takes global flags before a command as well as behind it. */
function commandFirst(argv: readonly string[]): readonly string[] {
  const [first = ''] = argv;
  if (!first.startsWith('-') || first === '--' || first === '-h' || first === '--help') return argv;
  const alone = first.includes('=') || /^-[a-z]./.test(first) || first === '--insecure-skip-tls-verify';
  const count = alone ? 1 : 2;
  return argv.length <= count ? argv : [...commandFirst(argv.slice(count)), ...argv.slice(0, count)];
}

/** The longest id that the first words make. */
export function commandId(words: readonly string[]): string | undefined {
  return [2, 1].map((count) => words.slice(0, count).join(':')).find((id) => Object.hasOwn(commands, id));
}

function wantsHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const flags = end < 0 ? words : words.slice(0, end);
  const topicAlone = words.length === 1 && Object.hasOwn(topics, words[0] ?? '');
  return words.length === 0 || topicAlone || flags.includes('--help') || flags.includes('-h');
}

async function help(words: readonly string[], id: string | undefined): Promise<void> {
  const subject = id?.split(':') ?? words.filter((word) => !word.startsWith('-'));
  const [topic] = subject;
  if (id === undefined && topic !== undefined && !Object.hasOwn(topics, topic)) throw unknownCommand(words);
  const shown = id === undefined ? Object.keys(commands).filter((known) => topic === undefined || known.startsWith(`${topic}:`)) : [id];
  const { ProgramHelp } = await import('./help.ts');
  await new ProgramHelp(await configOf(shown), { docopts: false, flagSortOrder: 'none' }).showHelp([...subject, '--help']);
}

function unknownCommand(words: readonly string[]): Failure {
  const bare = words.filter((word) => !word.startsWith('-'));
  // Behind a topic stands a command of it; behind a command its own arguments.
  const inTopic = Object.hasOwn(topics, bare[0] ?? '');
  const wanted = bare.slice(0, inTopic ? 2 : 1);
  const known = Object.keys(commands).map((id) => id.replace(':', ' '));
  const whole = nearest(wanted.join(' '), known);
  const near = whole.length > 0 || inTopic ? whole : nearest(wanted[0] ?? '', [...known, ...Object.keys(topics)]);
  const hint = near.length > 0 ? `did you mean ${near.map((name) => `"${bin} ${name}"`).join(' or ')}?` : `see what there is with: ${[bin, ...(inTopic ? wanted.slice(0, 1) : []), '--help'].join(' ')}`;
  return new Failure(bare.length === 0 ? `"${[bin, ...words].join(' ')}" names no command` : `there is no command "${bin} ${wanted.join(' ')}"`, { exitCode: exitCodes.usage, hint });
}

async function classOf(id: string): Promise<CommandModule['default']> {
  const load = commands[id];
  if (load === undefined) throw new Error(`no command ${id}`);
  const { default: command } = await load();
  command.id = id;
  return command;
}

/** oclif's picture of the program for its help, with the commands `ids` alone. */
async function configOf(ids: readonly string[]): Promise<Config> {
  const loaded = await Promise.all(ids.map((id) => loadable(id)));
  const pjson = {
    name: 'kubectl-k6',
    version: clientVersion,
    oclif: { bin, topicSeparator: ' ', additionalHelpFlags: ['-h'], description: 'Distributed k6 load tests on Kubernetes' },
  } as unknown as Interfaces.PJSON;
  const plugin = {
    _base: '', alias: 'kubectl-k6', commandIDs: [...ids], commands: loaded, commandsDir: undefined, hasManifest: false, hooks: {}, isRoot: true,
    moduleType: 'module', name: 'kubectl-k6', options: { root: import.meta.dirname }, pjson, root: import.meta.dirname, type: 'core',
    topics: Object.entries(topics).map(([name, description]) => ({ name, description })), valid: true, version: clientVersion,
    findCommand: () => undefined, load: () => Promise.resolve(),
  } as unknown as Interfaces.Plugin;
  return Config.load({ root: import.meta.dirname, plugins: new Map([[plugin.name, plugin]]), userPlugins: false, devPlugins: false });
}

async function loadable(id: string): Promise<Command.Loadable> {
  const command = await classOf(id);
  const { summary, description, examples, flags, baseFlags, hidden, strict, usage } = command;
  const args = Object.fromEntries(Object.entries(command.args).map(([name, arg]) => [name, { ...arg, name }]));
  return {
    id, summary, description, examples, args, flags: { ...flags, ...baseFlags }, hidden, strict, usage,
    aliases: [], hiddenAliases: [], pluginName: 'kubectl-k6', pluginType: 'core', load: () => Promise.resolve(command),
  };
}
