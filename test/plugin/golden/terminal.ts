import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { kubectl } from '../../../cluster/bin.ts';
import { type Program, pluginProgram } from '../program.ts';
import { normalise } from './normalise.ts';

/** A shell in which `kubectl k6` is the bundled plugin, with a folder and a namespace of its own; what is typed and answered becomes an entry of a golden file. */
export class Terminal {
  readonly folder: string;
  readonly #program: Program;
  readonly #varying: Readonly<Record<string, string>>;

  private constructor(program: Program, folder: string, varying: Readonly<Record<string, string>>) {
    this.#program = program;
    this.folder = folder;
    this.#varying = varying;
  }

  /** @param files of the current folder, by their paths */
  static async open(kubeconfig: string, namespace: string, files: Record<string, string> = {}): Promise<Terminal> {
    const folder = mkdtempSync(join(tmpdir(), 'k6-golden-'));
    const own = join(folder, '.kubeconfig');
    writeFileSync(own, readFileSync(kubeconfig), { mode: 0o600 });
    await execa(await kubectl(), ['--kubeconfig', own, 'config', 'set-context', '--current', '--namespace', namespace]);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const program = await pluginProgram(own, namespace);
    const { stdout: server } = await program.shell('kubectl config view --minify --output=jsonpath={.clusters[0].cluster.server}');
    return new Terminal(program, folder, { '/home/me': folder, [namespace.replace(/[0-9a-f]{6}$/, '000000')]: namespace, 'https://cluster:6443': server });
  }

  /** `$ …` is typed where stdout and stderr are pipes, `tty$ …` in a terminal. */
  type(line: string): Promise<string> {
    return line.startsWith('tty$ ') ? this.tty(line.slice('tty$ '.length)) : this.pipe(line.slice('$ '.length));
  }

  /** Typed where stdout and stderr are pipes. */
  async pipe(line: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.#program.shell(`cd ${this.folder}; ${line}`, environment);
    const errors = stderr.split('\n').map((text) => (stderr === '' ? '' : `2> ${text}`));
    return this.#entry(`$ ${line}`, [stdout, ...errors].filter((text) => text !== '').join('\n'), exitCode);
  }

  /**
   * Typed in a terminal of 120 columns and 40 rows.
   * @param keys typed, one after the other, each as soon as its pattern was seen
   */
  async tty(line: string, keys: readonly { after: RegExp; type: string }[] = []): Promise<string> {
    const command = `cd ${this.folder}; stty cols 120 rows 40; ${line}`;
    const child = this.#program.start('exec script --quiet --return --command "$COMMAND" /dev/null', { ...environment, COMMAND: command, SHELL: '/bin/bash' });
    let seen = '';
    const left = [...keys];
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const [next] = left;
      if (next?.after.test(seen) !== true) return;
      left.shift();
      child.stdin?.write(next.type);
    });
    const { exitCode } = await child;
    return this.#entry(`tty$ ${line}`, lastFrame(seen), exitCode);
  }

  close(): void {
    this.#program.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #entry(prompt: string, output: string, exitCode: number | undefined): string {
    const said = normalise(output, this.#varying).trimEnd();
    return [normalise(prompt, this.#varying), ...(said === '' ? [] : [said]), `[${exitCode ?? 'killed'}]`].join('\n');
  }
}

/** Colours as a terminal has them by default. */
const environment = { LANG: 'C.UTF-8', LC_ALL: undefined, TERM: 'xterm-256color', NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, COLORTERM: undefined };

/** What stays on the screen of pictures that are drawn over one another. */
function lastFrame(text: string): string {
  const erased = text.lastIndexOf('\u001b[G');
  return erased < 0 ? text : text.slice(erased + 3);
}
