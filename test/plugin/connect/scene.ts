import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { kubectlIn } from '../../setup/kubectl.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { type Answer, pluginProgram, type Program } from '../program.ts';

type Fields = Record<string, unknown>;

/** What the admin's kubeconfig of the test's API server has. */
export interface Admin {
  server: string;
  port: number;
  ca: string;
  certificate: string;
  key: string;
}

/** Kubeconfigs of a test's own making, and `kubectl k6` with each. */
export class Logins {
  readonly folder = mkdtempSync(join(tmpdir(), 'k6-login-'));
  readonly admin: Admin;
  readonly #program: Program;

  private constructor(program: Program, admin: Admin) {
    this.#program = program;
    this.admin = admin;
  }

  static async open(namespace: string): Promise<Logins> {
    const { clusters: [{ cluster }], users: [{ user }] } = parse(readFileSync(testKubeconfigPath(), 'utf8')) as {
      clusters: [{ cluster: Record<string, string> }]; users: [{ user: Record<string, string> }];
    };
    const read = (from: Record<string, string>, field: string): string => {
      const { [`${field}-data`]: data, [field]: file = '' } = from;
      return data === undefined ? readFileSync(file, 'utf8') : Buffer.from(data, 'base64').toString();
    };
    const server = cluster['server'] ?? '';
    return new Logins(await pluginProgram(testKubeconfigPath(), namespace), {
      server, port: Number(new URL(server).port), ca: read(cluster, 'certificate-authority'),
      certificate: read(user, 'client-certificate'), key: read(user, 'client-key'),
    });
  }

  /** A file beside the kubeconfigs, which a program may be. */
  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    chmodSync(path, 0o755);
    return path;
  }

  /** Writes a kubeconfig with one user, by the fields that kubectl knows; paths in it are relative to it. */
  kubeconfig(name: string, user: Fields, cluster: Fields = {}): string {
    const known = { server: this.admin.server, 'certificate-authority-data': Buffer.from(this.admin.ca).toString('base64') };
    return this.file(name, stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': name,
      clusters: [{ name: 'cluster', cluster: { ...known, ...cluster } }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: 'cluster', user: name } }],
    }));
  }

  /** `kubectl k6 …` from another folder than that of the kubeconfig. */
  k6(kubeconfig: string, words: string, more: Record<string, string> = {}): Promise<Answer> {
    return this.#program.shell(`cd /; kubectl k6 ${words}`, { KUBECONFIG: kubeconfig, ...more });
  }

  close(): void {
    this.#program.remove();
    rmSync(this.folder, { recursive: true });
  }
}

/** A ServiceAccount without any right, and its token: whoever is refused by this name has logged in. */
export async function nobody(namespace: string): Promise<{ name: string; token: string }> {
  const kubectl = kubectlIn(namespace);
  await kubectl(['create', 'serviceaccount', 'nobody']);
  return { name: `system:serviceaccount:${namespace}:nobody`, token: (await kubectl(['create', 'token', 'nobody'])).trim() };
}

/** A proxy that does CONNECT alone: whatever host is asked for, it leads to the API server. */
export class ConnectProxy {
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer().on('connect', (request, socket: Socket) => {
      this.asked.push(request.url ?? '');
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      for (const end of [socket, onward]) {
        this.#sockets.add(end);
        end.on('error', () => undefined);
      }
    });
  }

  static async to(port: number): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(port);
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
