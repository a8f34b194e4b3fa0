import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Run } from '../../api/run.ts';
import { createClient } from '../../kube/client.ts';
import { loadKubeConfig } from '../../kube/config.ts';
import { k6s, testRuns } from '../../kube/resources.ts';
import { createTransport } from '../../kube/transport.ts';
import { explain } from '../errors/explain.ts';
import { carryOut } from './carryout.ts';
import { readConfig } from './config.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The process of a schedule's Job: one run from its making to its end, whose exit code is the run's. */
async function main(): Promise<number> {
  const stopping = new AbortController();
  // A second signal changes nothing: the time for stopping is limited anyway.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stopping.abort(name));
  const config = readConfig(process.env);
  const manifest = parse(await readFile(config.manifest, 'utf8')) as Run;
  const transport = createTransport(loadKubeConfig(), { userAgent: 'k6-scheduled', warn: (warning) => print(`Warning: ${warning}`) });
  try {
    const resource = manifest.kind === 'TestRun' ? testRuns : k6s;
    return await carryOut({ client: createClient(transport), resource, config, manifest, signal: stopping.signal, print });
  } finally {
    await transport.close();
  }
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    const { message, hint, exitCode } = explain(error);
    process.stderr.write(`error: ${message}\n${hint === undefined ? '' : `${hint}\n`}`);
    process.exit(exitCode);
  },
);
