import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import type { RunSpec } from '../../../../api/spec.ts';
import { k6 } from '../../../../cluster/bin.ts';
import { handleSummaryJob } from '../../../../controller/jobs/handlesummary/job.ts';
import { mergedFolder, wrapperScript } from '../../../../controller/jobs/handlesummary/script.ts';
import { aStoredRun, settings } from '../../../builders/run.ts';

// The first call may have to build k6.
jest.setTimeout(900_000);

function podOf(spec: Partial<RunSpec>): NonNullable<ReturnType<typeof handleSummaryJob>['spec']>['template']['spec'] {
  return handleSummaryJob(aStoredRun(spec), settings).spec?.template.spec;
}

describe('the Job that calls handleSummary()', () => {
  it('loads the script as a runner does, and runs nothing of the test', () => {
    const command = podOf({ arguments: '-e HOST=shop --vus 10 --out json=x --compatibility-mode extended --tag a=b' })?.containers[0]?.command;
    expect(command).toEqual([
      'k6', 'run', '--quiet', '--no-setup', '--no-teardown', '--no-thresholds', '-e', 'HOST=shop', '--compatibility-mode', 'extended', '--address=',
      `${mergedFolder}/handle-summary.js`,
    ]);
  });

  it('has the runner\'s environment without what would make it a test or a stream', () => {
    const env = ['K6_OUT', 'K6_VUS', 'K6_OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES', 'WEBHOOK_URL'].map((name) => ({ name, value: 'x' }));
    expect(podOf({ runner: { env } })?.containers[0]?.env).toEqual([{ name: 'WEBHOOK_URL', value: 'x' }]);
  });

  it('sees the merged summary, the script and the user\'s volumes', () => {
    const mounts = podOf({ runner: { volumes: [{ name: 'data', emptyDir: {} }], volumeMounts: [{ name: 'data', mountPath: '/data' }] } })?.containers[0]?.volumeMounts;
    expect(mounts?.map(({ mountPath }) => mountPath)).toEqual(['/test', mergedFolder, '/data']);
  });
});

async function handled(script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'k6-handle-'));
  try {
    await writeFile(join(folder, 'test.js'), script);
    await writeFile(join(folder, 'summary.json'), JSON.stringify({ metrics: { http_reqs: { values: { count: 240 } } } }));
    const wrapper = join(folder, 'handle-summary.js');
    await writeFile(wrapper, wrapperScript(join(folder, 'test.js'), 'summary.json').replaceAll(mergedFolder, folder));
    const { stdout, stderr, status } = spawnSync(await k6(), ['run', '--quiet', '--no-setup', '--no-teardown', '--no-thresholds', '--address=', wrapper], { encoding: 'utf8', env: { K6_NO_USAGE_REPORT: 'true' } });
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('handleSummary() under real k6', () => {
  const body = 'return { stdout: `${data.metrics.http_reqs.values.count} requests\\n` };';

  it('is called once with the merged data, and nothing else is printed', async () => {
    expect(await handled(`export const options = { vus: 50, iterations: 500, thresholds: { checks: ['rate>2'] } };
      export function setup() { throw new Error('not again'); }
      export default function () { throw new Error('not again'); }
      export function handleSummary(data) { ${body} }`)).toBe('240 requests\n');
  });

  it('is found in a CommonJS module too', async () => {
    expect(await handled(`module.exports.default = function () {}; module.exports.handleSummary = function (data) { ${body} };`)).toBe('240 requests\n');
  });

  it('may answer nothing, and a script that only mentions it is told of', async () => {
    expect(await handled('export default function () {} export function handleSummary() {}')).toBe('');
    expect(await handled('export default function () {} // no handleSummary here')).toBe('the script exports no handleSummary()\n');
  });
});
