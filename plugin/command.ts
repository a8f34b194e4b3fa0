import { Command, type Config, type Interfaces } from '@oclif/core';
import { connect, type Connection } from './connect/connection.ts';
import { globalFlags, type GlobalFlags } from './connect/flags.ts';

export type { Connection } from './connect/connection.ts';
export { findRun, resourceOf } from './connect/findrun.ts';

type Output = Record<string, unknown>;

/** The little that a command asks of oclif's picture of the program when it runs: to load all of it takes longer than most commands do. */
const config = { bin: 'kubectl k6', scopedEnvVarKeys: () => [], runHook: () => Promise.resolve({ successes: [], failures: [] }) } as unknown as Config;

/** Base of all commands: what they print goes through here. */
export abstract class BaseCommand extends Command {
  /** Runs the command, with the words behind its name. Throws what it throws. */
  static async start(command: new (argv: string[], config: Config) => BaseCommand, argv: readonly string[]): Promise<void> {
    await new command([...argv], config)._run();
  }

  /** oclif's own looks for deprecated commands, of which there is none. */
  protected override init(): Promise<void> {
    return Promise.resolve();
  }

  /** oclif takes an argument that is missing from stdin, which is another program's input wherever the plugin stands in a shell's loop. */
  protected override parse<F extends Output, B extends Output, A extends Output>(
    options?: Interfaces.Input<F, B, A>, argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const args = Object.entries(options?.args ?? {}).map(([name, arg]) => [name, { ...arg as object, ignoreStdin: true }]);
    // Flags of a base class are no property of the class's own, and so not copied.
    const { flags, baseFlags } = options ?? {};
    return super.parse<F, B, A>({ ...options, flags, baseFlags, args: Object.fromEntries(args) as Interfaces.ArgInput<A> } as Interfaces.Input<F, B, A>, argv);
  }

  /** Text and a newline to stdout: the answer. */
  protected write(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** Text and a newline to stderr, as it is: whatever is not the answer. */
  override warn(text: Error | string): Error | string {
    process.stderr.write(`${text instanceof Error ? text.message : text}\n`);
    return text;
  }

  /** The exit code of a command that has given its answer. */
  protected end(exitCode: number): void {
    process.exitCode = exitCode;
  }

  /** The entry turns errors into lines and exit codes. */
  protected override catch(error: Error): Promise<never> {
    return Promise.reject(error);
  }
}

/** Base of all commands that speak to a cluster: kubectl's global flags (helpGroup GLOBAL), errors → exit codes, server warnings on stderr. */
export abstract class KubeCommand extends BaseCommand {
  static override baseFlags = globalFlags;
  #globals: GlobalFlags | undefined;
  #connection: Promise<Connection> | undefined;

  /** Remembers the global flags for `connect`. */
  protected override async parse<F extends Output, B extends Output, A extends Output>(
    options?: Interfaces.Input<F, B, A>, argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse<F, B, A>(options, argv);
    // As kubectl takes it: what a shell makes of a variable that is not set means the context's namespace.
    if (parsed.flags['namespace'] === '') delete parsed.flags['namespace'];
    this.#globals = parsed.flags;
    return parsed;
  }

  /** The global flags as the user gave them; `parse` comes first. */
  protected get globals(): GlobalFlags {
    if (this.#globals === undefined) throw new Error('parse() comes before connect()');
    return this.#globals;
  }

  /** Connects lazily, once; `namespace` is -n, else the context's, else default. */
  protected connect(): Promise<Connection> {
    this.#connection ??= connect(this.globals, (line) => this.warn(line));
    return this.#connection;
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
    await super.finally(error);
  }
}
