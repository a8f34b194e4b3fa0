import { Flags } from '@oclif/core';
import { KubeCommand } from '../command.ts';
import { explain } from '../errors/explain.ts';
import type { Operator } from '../operator/find.ts';
import { clientVersion } from '../version.ts';

export default class Version extends KubeCommand {
  static override summary = 'Show the version of this client, of the operator and of Kubernetes';
  static override description = 'What cannot be read is said on stderr and is no error: only few users may see the operator.';
  static override examples = [
    { description: 'Client and cluster', command: '<%= config.bin %> version' },
    { description: 'Without a cluster', command: '<%= config.bin %> version --client' },
  ];
  static override flags = {
    output: Flags.string({ char: 'o', description: 'json or yaml', options: ['json', 'yaml'] }),
    client: Flags.boolean({ description: 'of the client alone; needs no cluster' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Version);
    const versions = { client: { version: clientVersion, node: process.versions.node }, ...(flags.client ? {} : await this.#cluster()) };
    if (flags.output === 'json') this.write(JSON.stringify(versions, undefined, 2));
    else if (flags.output === 'yaml') this.write((await import('yaml')).stringify(versions).trimEnd());
    else this.write(lines(versions).join('\n'));
  }

  async #cluster(): Promise<Pick<Versions, 'kubernetes' | 'operators'>> {
    const { findOperators } = await import('../operator/find.ts');
    const { client, transport } = await this.connect();
    const read = <T>(what: string, result: PromiseSettledResult<T>): T | undefined => {
      if (result.status === 'fulfilled') return result.value;
      this.warn(`${what}: ${explain(result.reason).message}`);
      return undefined;
    };
    const [version, deployments] = await Promise.allSettled([
      transport.request({ method: 'GET', path: '/version', what: 'get the version' }) as Promise<{ gitVersion?: string }>, findOperators(client),
    ]);
    const answer = read('Kubernetes', version);
    const operators = read('operator', deployments);
    return {
      ...(answer?.gitVersion !== undefined && { kubernetes: answer.gitVersion }),
      ...(operators !== undefined && { operators: operators.map(({ namespace, name, image, version }) => ({ namespace, name, image, version })) }),
    };
  }
}

interface Versions {
  client: { version: string; node: string };
  kubernetes?: string;
  operators?: Pick<Operator, 'namespace' | 'name' | 'image' | 'version'>[];
}

function lines({ client, kubernetes, operators }: Versions): string[] {
  return [
    `Client:     ${client.version} (Node ${client.node})`,
    ...(kubernetes === undefined ? [] : [`Kubernetes: ${kubernetes}`]),
    ...(operators ?? []).map(({ namespace, name, image = '', version = 'unknown' }) => `Operator:   ${version} (${namespace}/${name}, ${image})`),
    ...(operators?.length === 0 ? ['Operator:   none found in this cluster'] : []),
  ];
}
