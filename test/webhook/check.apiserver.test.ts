import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { join } from 'node:path';
import { request } from 'undici';
import { parseAllDocuments } from 'yaml';
import { kubectl } from '../../cluster/bin.ts';
import { root } from '../../cluster/paths.ts';
import { freePorts } from '../../cluster/process/ports.ts';
import { createClient } from '../../kube/client.ts';
import { createTransport, type Transport } from '../../kube/transport.ts';
import { helm4, renderText } from '../charts/helm.ts';
import { eventually, makeNamespace } from '../kube/helpers.ts';
import { testKubeConfig, testKubeconfigPath } from '../setup/kubeconfig.ts';
import { trusting } from './serving.ts';

interface Configuration {
  metadata: { name: string };
  webhooks: { clientConfig: { url?: string; service?: { path: string } } }[];
}

let transport: Transport;
let namespace = '';
let home = '';
let port = 0;
let webhook: ReturnType<typeof program> | undefined;

const kube = async (args: string[], input = ''): Promise<string> => (await execa(await kubectl(), ['--kubeconfig', testKubeconfigPath(), ...args], { input })).stdout;
const program = (name: string, env: Record<string, string>) =>
  execa(process.execPath, [join(root, 'webhook', name)], { env: { KUBECONFIG: testKubeconfigPath(), K6_RUNNER_IMAGE: 'reg/k6:1', ...env }, reject: false });
const check = async (): Promise<[number | undefined, string[]]> => {
  const { exitCode, stdout } = await program('check.ts', { CHECK_NAMESPACE: namespace });
  return [exitCode, stdout.split('\n')];
};

/** The chart's own configurations, but that the API server of the tests, which reaches no Service, calls a port of this machine. */
async function configurations(): Promise<Configuration[]> {
  const values = `watchNamespaces={${namespace}},fullnameOverride=${home}`;
  const text = await renderText(await helm4(), '--namespace', home, '--set', values, '--show-only', 'templates/webhook/configurations.yaml');
  const found = parseAllDocuments(text).map((document) => document.toJS() as Configuration | null).filter((object) => object !== null);
  for (const { webhooks } of found) for (const hook of webhooks) hook.clientConfig = { url: `https://127.0.0.1:${port}${hook.clientConfig.service?.path ?? ''}` };
  return found;
}

beforeAll(async () => {
  transport = createTransport(testKubeConfig());
  [namespace, home] = await Promise.all([makeNamespace(createClient(transport)), makeNamespace(createClient(transport))]);
  [port = 0] = await freePorts(1);
}, 60_000);

afterAll(async () => {
  webhook?.kill();
  await webhook;
  await kube(['delete', '--ignore-not-found', `mutatingwebhookconfiguration/${home}-webhook`, `validatingwebhookconfiguration/${home}-webhook`]);
  await transport.close();
}, 60_000);

describe('the check of helm test', () => {
  it('fails, and says why, where no webhook is asked', async () => {
    const [exitCode, [good, bad]] = await check();
    expect(exitCode).toBe(1);
    expect(good).toMatch(/^FAILED: a good run is accepted, with its defaults filled in; it came back with /);
    expect(bad).toMatch(/^FAILED: a bad run is refused by the webhook; /);
  }, 60_000);

  it('passes where the webhook answers by the chart\'s own configurations, and stores nothing', async () => {
    const items = await configurations();
    expect(items).toHaveLength(2);
    await kube(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    webhook = program('main.ts', {
      WEBHOOK_PORT: String(port), POD_NAMESPACE: home, WEBHOOK_SERVICE: `${home}-webhook`, CERTIFICATE_NAMES: '127.0.0.1', CERTIFICATE_SECRET: `${home}-webhook-tls`,
      MUTATING_CONFIGURATION: `${home}-webhook`, VALIDATING_CONFIGURATION: `${home}-webhook`, CA_PROPAGATION_SECONDS: '0', DRAIN_SECONDS: '0',
    });
    const agent = trusting();
    await eventually(async () => (await request(`https://127.0.0.1:${port}/readyz`, { dispatcher: agent })).statusCode === 200, 30_000);
    await agent.destroy();
    const wanted = [0, ['ok: a good run is accepted, with its defaults filled in', 'ok: a bad run is refused by the webhook']];
    await eventually(async () => JSON.stringify(await check()) === JSON.stringify(wanted), 30_000);
    expect(await kube(['get', 'k6s.k6.io', '-n', namespace, '--output=name'])).toBe('');
  }, 60_000);

  it('fails where the webhook is away', async () => {
    webhook?.kill();
    await webhook;
    const [exitCode, [good, bad]] = await check();
    expect(exitCode).toBe(1);
    expect(good).toMatch(/^FAILED: .*; it was refused: .*failed calling webhook "mutate\.k6\.io"/);
    expect(bad).toMatch(/^FAILED: .*; it was refused, yet not by the webhook: /);
  }, 60_000);
});
