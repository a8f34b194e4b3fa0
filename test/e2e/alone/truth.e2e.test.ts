import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Bracket, RunStatus } from '../../../api/status.ts';
import type { MergedSummary, SummaryGroup } from '../../../api/summary/merged.ts';
import { describeOnNode } from '../../setup/node.ts';
import { aRun, aScript } from '../manifests.ts';
import { ended, outcomeOf, summaryOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';
import { RawSamples } from '../answer/raw.ts';
import { iterations, quantileOf, shapes, truth, truthScript } from '../answer/script.ts';

jest.setTimeout(300_000);

const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };

interface Answer {
  status: RunStatus;
  files: Record<string, string>;
  summary: MergedSummary;
  samples: Map<string, number[]>;
}

function checksOf({ checks, groups }: SummaryGroup): Record<string, { passes: number; fails: number }> {
  const own = Object.fromEntries(checks.map(({ path, passes, fails }) => [path, { passes, fails }]));
  return Object.assign(own, ...groups.map(checksOf)) as typeof own;
}

/** What a value lies in; where no bound is told, it is exact. */
function boundOf({ metrics, distributed }: MergedSummary, metric: string, stat: string): Bracket {
  const value = metrics[metric]?.values[stat] ?? NaN;
  return distributed.errorBounds[metric]?.[stat] ?? { low: value, high: value };
}

describeOnNode('the one answer of a run', () => {
  const sizes = [1, 4, 10];
  const raw = new RawSamples(randomBytes(3).toString('hex'));
  const answers = new Map<number, Answer>();
  let place: Place;

  async function answerOf(run: string): Promise<Answer> {
    const status = await ended(place, run);
    const files = await summaryOf(place, run);
    return { status, files, summary: JSON.parse(files['summary.json'] ?? '{}') as MergedSummary, samples: await raw.read(run) };
  }

  beforeAll(async () => {
    place = await aPlace('truth');
    await raw.make();
    await place.apply(aScript('script', truthScript));
    // One after the other: side by side they would share two cores with each other's starts.
    for (const parallelism of sizes) {
      const run = `truth-${parallelism}`;
      await place.apply(aRun(run, { parallelism, ...raw.spec(run) }));
      answers.set(parallelism, await answerOf(run));
    }
  });
  afterAll(async () => {
    await leave(place);
    await raw.remove();
  });

  const answer = (parallelism: number): Answer => {
    const found = answers.get(parallelism);
    if (!found) throw new Error(`no answer of ${parallelism} runners`);
    return found;
  };

  describe.each(sizes)('of %i runners', (parallelism) => {
    it('is a pass, with every threshold judged on all samples', () => {
      const { status } = answer(parallelism);
      expect(outcomeOf(status)).toEqual(passed);
      expect(status.thresholds).toMatchObject([
        { metric: 'counted', ok: true, observed: truth.counted, state: 'Passed' },
        { metric: 'rated', ok: true, observed: truth.rated.passes / iterations, state: 'Passed' },
        { metric: 'uniform{half:even}', ok: true, state: 'Passed' },
        { metric: 'checks', ok: true, state: 'Passed' },
      ].toSorted((a, b) => (status.thresholds ?? []).findIndex(({ metric }) => metric === a.metric) - (status.thresholds ?? []).findIndex(({ metric }) => metric === b.metric)));
      expect(status.summary).toMatchObject({ final: true, source: 'StreamAndSummaries', runnersReported: parallelism, iterations });
      expect(status.summary?.notes ?? []).toEqual([]);
    });

    it('has exactly the counters, rates and checks of the script', () => {
      const { summary } = answer(parallelism);
      expect(summary.metrics['counted']?.values['count']).toBe(truth.counted);
      expect(summary.metrics['iterations']?.values['count']).toBe(iterations);
      expect(summary.metrics['rated']?.values).toEqual({ ...truth.rated, rate: truth.rated.passes / iterations });
      expect(summary.metrics['level']?.values).toMatchObject({ min: 0, max: 12 });
      expect(checksOf(summary.root_group)).toEqual({ '::outer::not every tenth': truth.tenths, '::outer::inner::all of them': { passes: iterations, fails: 0 } });
    });

    it.each([...shapes, 'skewed'])('has percentiles of %s within the bounds that it tells, held against every raw sample', (metric) => {
      const { summary, samples } = answer(parallelism);
      const sorted = samples.get(metric) ?? [];
      expect(sorted).toHaveLength(iterations);
      const values = summary.metrics[metric]?.values ?? {};
      expect(values).toMatchObject({ count: iterations, min: sorted[0], max: sorted.at(-1) });
      expect(values['avg']).toBeCloseTo(sorted.reduce((sum, value) => sum + value, 0) / iterations, 6);
      for (const percentile of [50, 90, 95, 99]) {
        const stat = `p(${percentile})`;
        const exact = quantileOf(sorted, percentile / 100);
        const { low, high } = boundOf(summary, metric, stat);
        // k6 interpolates in floating point, so that an exact value may differ in its last digits.
        expect(low).toBeLessThanOrEqual(exact * (1 + 1e-9));
        expect(high).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
      }
    });

    it('keeps what setup() returned to the runners', () => {
      const { status, files } = answer(parallelism);
      expect(JSON.stringify([status, files])).not.toContain('do-not-tell-anybody');
    });

    it('was given to the script’s own handleSummary() once', () => {
      expect(answer(parallelism).files['handle-summary.log']).toContain(`handled ${truth.counted} false`);
    });

    it('is there for CI systems and for machines too', () => {
      const { files } = answer(parallelism);
      expect(files['junit.xml']).toContain('rate&gt;0.79');
      expect(JSON.parse(files['machine-readable.json'] ?? '')).toMatchObject({ version: '1.0.0', metadata: { k6_version: expect.stringMatching(/^1\./) } });
    });
  });

  it('is the same for one process, for 4 and for 10 runners', () => {
    const same = ['counted', 'rated', 'iterations', 'level'];
    const [one, ...others] = sizes.map((parallelism) => answer(parallelism).summary);
    for (const other of others) {
      for (const metric of same) {
        // A second more or less makes another rate, and a gauge's last value is by chance.
        const exact = Object.entries(one?.metrics[metric]?.values ?? {}).filter(([stat]) => stat !== 'value' && (stat !== 'rate' || metric === 'rated'));
        expect(other.metrics[metric]?.values).toMatchObject(Object.fromEntries(exact));
      }
      expect(checksOf(other.root_group)).toEqual(checksOf(one?.root_group ?? other.root_group));
    }
  });

  it('shows the one slow runner among ten', () => {
    const shares = answer(10).summary.distributed.runners;
    expect(shares).toHaveLength(10);
    expect(shares.every(({ reported }) => reported)).toBe(true);
    expect(shares.reduce((sum, share) => sum + (share.iterations ?? 0), 0)).toBe(iterations);
  });
});
