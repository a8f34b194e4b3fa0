import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { runnerTrendStats } from '../../../api/summary/trendstats.ts';
import { k6 } from '../../../cluster/bin.ts';
import { readExport } from '../../../controller/merge/export.ts';

// The first call may have to build k6.
jest.setTimeout(900_000);

const script = `
import { Trend } from 'k6/metrics';
const waited = new Trend('waited', true);
const sized = new Trend('sized');
export const options = { iterations: 3, thresholds: { 'waited{kind:a}': ['avg>=0'] } };
export default function () { waited.add(1234.5, { kind: 'a' }); sized.add(7); }
`;

describe('what a trend of the script\'s own holds', () => {
  it('is read from the units in k6\'s text summary, since its export does not say it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'k6-units-'));
    try {
      await writeFile(join(folder, 'test.js'), script);
      const env = { K6_NO_USAGE_REPORT: 'true', K6_SUMMARY_TREND_STATS: runnerTrendStats([]).join(',') };
      const { stdout, stderr } = spawnSync(await k6(), ['run', '--quiet', '--address=', '--summary-export=stderr', join(folder, 'test.js')], { encoding: 'utf8', env });
      const holds = [...readExport(stdout + stderr, 1)?.metrics ?? []].flatMap(([name, series]) => (series.type === 'trend' ? [[name, series.contains]] : []));
      expect(Object.fromEntries(holds)).toEqual({ 'waited': 'time', 'waited{kind:a}': 'time', 'sized': 'default', 'iteration_duration': 'time' });
      const withoutText = [...readExport(stderr, 1)?.metrics ?? []].filter(([name]) => name === 'waited');
      expect(withoutText).toMatchObject([['waited', { contains: 'default' }]]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
