import { createClient, type Client } from '../kube/client.ts';
import { loadKubeConfig } from '../kube/config.ts';
import { isKubeError } from '../kube/errors.ts';
import { k6s } from '../kube/resources.ts';
import { createTransport } from '../kube/transport.ts';
import { required } from '../process/environment.ts';
import { readSite } from '../process/site.ts';
import { checks, type Answer, type Check } from './checks.ts';

/** What `helm test` runs: one line per check, and exit code 1 when one fails. Nothing is stored. */
async function main(): Promise<void> {
  const namespace = required(process.env, 'CHECK_NAMESPACE', 'a namespace that the webhook is asked about');
  const transport = createTransport(loadKubeConfig());
  const client = createClient(transport);
  for (const check of checks(namespace, readSite(process.env).runnerImage)) {
    const fault = check.fault(await tried(client, check));
    process.stdout.write(`${fault === undefined ? 'ok' : 'FAILED'}: ${check.title}${fault === undefined ? '' : `; ${fault}`}\n`);
    if (fault !== undefined) process.exitCode = 1;
  }
  await transport.close();
}

async function tried(client: Client, { run }: Check): Promise<Answer> {
  try {
    return { object: await client.create(k6s, run, { dryRun: true }) };
  } catch (error) {
    if (isKubeError(error)) return { refusal: error.message };
    throw error;
  }
}

await main();
