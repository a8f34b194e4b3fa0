import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Cluster, User } from '@kubernetes/client-node';

/** A login that the kubeconfig asks for and that does not work here. */
export class LoginError extends Error {
  override readonly name = 'LoginError';
  /** What to do about it, where the kubeconfig says so. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** `exec` of a user: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
interface ExecSettings {
  apiVersion?: string;
  command?: string;
  args?: string[] | null;
  env?: { name: string; value: string }[] | null;
  installHint?: string;
  provideClusterInfo?: boolean;
  interactiveMode?: 'Never' | 'IfAvailable' | 'Always';
}

interface Status {
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
  expirationTimestamp?: string;
}

/** What a program said that the kubeconfig logs in with: PEM as it is. */
export type Login = Pick<Status, 'token' | 'clientCertificateData' | 'clientKeyData'>;

/**
 * Credentials of a program that is run as kubectl runs it, which client-node does not: told of the cluster, with the terminal to ask and to speak to.
 * They are kept until they are over.
 */
export class ExecLogin {
  readonly #settings: ExecSettings;
  readonly #cluster: Cluster | null;
  #kept: Status | undefined;

  constructor({ exec }: User, cluster: Cluster | null) {
    this.#settings = (exec ?? {}) as ExecSettings;
    this.#cluster = cluster;
  }

  /** @throws LoginError */
  async current(now: number): Promise<Login> {
    const end = Date.parse(this.#kept?.expirationTimestamp ?? '');
    if (this.#kept === undefined || end <= now) this.#kept = await this.#run();
    return this.#kept;
  }

  forget(): void {
    this.#kept = undefined;
  }

  async #run(): Promise<Status> {
    const { command = '', interactiveMode, installHint } = this.#settings;
    const interactive = interactiveMode !== 'Never' && process.stdin.isTTY;
    if (interactiveMode === 'Always' && !interactive) throw new LoginError(`the program ${command}, which logs in, needs a terminal to ask at`);
    const { code, output, error } = await this.#spawned(command, interactive);
    if (error?.code === 'ENOENT') throw new LoginError(`the program ${command}, which logs in, is not there`, oneLine(installHint));
    if (error !== undefined) throw new LoginError(`the program ${command}, which logs in, cannot be run: ${error.message}`);
    if (code !== 0) throw new LoginError(`the program ${command}, which logs in, ended with ${code === null ? 'a signal' : `exit code ${code}`}`);
    return statusOf(output, command);
  }

  async #spawned(command: string, interactive: boolean): Promise<{ code: number | null; output: string; error?: NodeJS.ErrnoException }> {
    const { args, env } = this.#settings;
    const more = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
    const child = spawn(command, args ?? [], {
      env: { ...process.env, ...more, KUBERNETES_EXEC_INFO: JSON.stringify(this.#info(interactive)) },
      // What it has to say, such as where to log in, is for the user.
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<{ code: number | null; error?: NodeJS.ErrnoException }>((resolve) => {
      child.once('error', (error) => resolve({ code: null, error })).once('close', (code) => resolve({ code }));
    });
    const [output, end] = await Promise.all([text(child.stdout).catch(() => ''), ended]);
    return { ...end, output };
  }

  #info(interactive: boolean): object {
    const { apiVersion, provideClusterInfo = false } = this.#settings;
    const { server, caData, skipTLSVerify, tlsServerName, proxyUrl } = this.#cluster ?? {};
    const cluster = {
      server, 'certificate-authority-data': caData, 'tls-server-name': tlsServerName, 'proxy-url': proxyUrl, ...(skipTLSVerify === true && { 'insecure-skip-tls-verify': true }),
    };
    return { apiVersion, kind: 'ExecCredential', spec: { interactive, ...(provideClusterInfo && { cluster }) } };
  }
}

function statusOf(output: string, command: string): Status {
  let status: Status | undefined;
  try {
    const answer = JSON.parse(output) as { kind?: unknown; status?: Status } | null;
    status = answer?.kind === 'ExecCredential' ? answer.status ?? {} : undefined;
  } catch {
    status = undefined;
  }
  if (status === undefined) throw new LoginError(`the program ${command}, which logs in, did not print an ExecCredential`);
  const { token, clientCertificateData, clientKeyData } = status;
  if (token || (clientCertificateData && clientKeyData)) return status;
  throw new LoginError(`the program ${command}, which logs in, gave neither a token nor a certificate with its key`);
}

function oneLine(words: string | undefined): string | undefined {
  return words === undefined || words.trim() === '' ? undefined : words.trim().split(/\s*\n\s*/).join('; ');
}
