import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pLimit from 'p-limit';
import { admitted, refusals } from '../../../api/admission/index.ts';
import type { Run } from '../../../api/run.ts';
import { initializerJob } from '../../../controller/jobs/initializer/job.ts';
import { runnerJob } from '../../../controller/jobs/runner/job.ts';
import { starterJob } from '../../../controller/jobs/starter/job.ts';
import { createClient, type Client } from '../../../kube/client.ts';
import { isKubeError } from '../../../kube/errors.ts';
import { jobs, k6s, testRuns } from '../../../kube/resources.ts';
import { createTransport, type Transport } from '../../../kube/transport.ts';
import { settings } from '../../builders/run.ts';
import { makeNamespace } from '../../kube/helpers.ts';
import { testKubeConfig } from '../../setup/kubeconfig.ts';
import { anyRun } from './runs.ts';

const images = { runner: settings.runnerImage };
const policy = { images, limits: { maxParallelism: 500 } };
/** Another seed and more runs look further; these are the same each time. */
const numRuns = Number(process.env['K6_TEST_RUNS'] ?? '300');
const seed = Number(process.env['K6_TEST_SEED'] ?? '4');

let transport: Transport;
let client: Client;
let namespace: string;

beforeAll(async () => {
  transport = createTransport(testKubeConfig());
  client = createClient(transport);
  namespace = await makeNamespace(client);
});
afterAll(() => transport.close());

describe('a run that admission accepts', () => {
  it('is taken by the API server, and so are the Jobs that the controller makes of it', async () => {
    const accepted = anyRun.map((object) => admitted({ object }, images) as Run).filter((run) => refusals({ object: run }, policy).length === 0);
    const limit = pLimit(16);
    const faults = await Promise.all(fc.sample(accepted, { numRuns, seed }).flatMap((sample) => {
      const run = { ...sample, metadata: { ...sample.metadata, namespace } };
      return [() => client.create(run.kind === 'K6' ? k6s : testRuns, withoutUid(run), { dryRun: true }), ...jobsOf(run).map((job) => () => client.create(jobs, job, { dryRun: true }))]
        .map((create) => limit(() => refusal(create, run)));
    }));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  }, 120_000);
});

function withoutUid(run: Run): Run {
  return { ...run, metadata: { ...run.metadata, uid: undefined as never } };
}

/** The Jobs of a run, one of each kind. */
function jobsOf(run: Run): ReturnType<typeof runnerJob>[] {
  const total = run.spec.parallelism ?? 1;
  return [
    runnerJob(run, total, { total, settings }),
    starterJob(run, { action: 'start', targets: [{ index: 1, ip: '10.0.0.1' }], timeoutSeconds: 60 }, settings),
    ...(run.spec.initializer?.disabled ? [] : [initializerJob(run, settings)]),
  ];
}

/** What an API server has against an object, with the run that it was made from. */
async function refusal(create: () => Promise<unknown>, run: Run): Promise<string | undefined> {
  try {
    await create();
    return undefined;
  } catch (error) {
    if (!isKubeError(error)) throw error;
    return `${error.message} ${JSON.stringify(run.spec)}`;
  }
}
