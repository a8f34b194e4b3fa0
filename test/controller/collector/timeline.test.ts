import { describe, expect, it } from '@jest/globals';
import { maxRunnersInTimeline, type Timeline } from '../../../api/summary/merged.ts';
import { decodeRequest } from '../../../controller/collector/otlp/decode.ts';
import { mostSteps } from '../../../controller/collector/rows.ts';
import { Streams } from '../../../controller/collector/streams.ts';
import { encodeRequest, histogramOf } from './otlp/encode.ts';

const start = Date.UTC(2026, 0, 1);

interface Told {
  runner?: number;
  requests?: number;
  vus?: number;
  durations?: number[];
  failed?: number;
  now?: number;
}

/** An export of the time from `from` to `to`, in seconds after the start. */
function tell(streams: Streams, [from, to]: [number, number], { runner = 1, requests = 0, vus, durations = [], failed, now }: Told): void {
  const when = { from: start + from * 1000, to: start + to * 1000 };
  const request = encodeRequest([
    { name: 'http_reqs', ...when, sum: [{ double: requests }] },
    ...(vus === undefined ? [] : [{ name: 'vus', ...when, gauge: [{ double: vus }] }]),
    ...(failed === undefined ? [] : [{ name: 'http_req_failed.total', ...when, sum: [{ int: failed, tags: { condition: 'nonzero' } }, { int: requests - failed, tags: { condition: 'zero' } }] }]),
    ...(durations.length === 0 ? [] : [{ name: 'http_req_duration', unit: 'ms', ...when, exponential: [histogramOf(durations, 6)] }]),
  ]);
  streams.accept({ uid: 'u', runner, request: decodeRequest(request), now: now ?? when.to, subMetrics: [], fromStart: true });
}

function timelineOf(streams: Streams): Timeline {
  return streams.timeline('u') as Timeline;
}

describe('a timeline', () => {
  it('has a step for each second, by the runners\' clocks, and null where nothing was heard', () => {
    const streams = new Streams();
    tell(streams, [0, 1], { requests: 10, vus: 2, failed: 1, durations: [10, 10, 40] });
    tell(streams, [0, 1], { runner: 2, requests: 30, vus: 3, durations: [100] });
    tell(streams, [3, 4], { requests: 5, vus: 4 });
    expect(timelineOf(streams)).toMatchObject({
      start: '2026-01-01T00:00:00.000Z', stepSeconds: 1, vus: [5, null, null, 4], requestsPerSecond: [40, null, null, 5], requestsFailed: [0.1, null, null, null],
      runners: [
        { runner: 1, vus: [2, null, null, 4], requestsPerSecond: [10, null, null, 5], avgMilliseconds: [20, null, null, null] },
        { runner: 2, vus: [3, null, null, null], requestsPerSecond: [30, null, null, null], avgMilliseconds: [100, null, null, null] },
      ],
    });
  });

  it('estimates percentiles of all runners to two in a hundred', () => {
    const streams = new Streams();
    for (const runner of [1, 2]) tell(streams, [0, 1], { runner, durations: Array.from({ length: 100 }, (_, at) => (at + 1) * runner) });
    const { p50, p95, p99 } = timelineOf(streams);
    const exact = [...Array.from({ length: 100 }, (_, at) => at + 1), ...Array.from({ length: 100 }, (_, at) => 2 * (at + 1))].sort((a, b) => a - b);
    for (const [estimate, share] of [[p50[0], 0.5], [p95[0], 0.95], [p99[0], 0.99]] as const) {
      const at = exact[Math.floor(share * 199)] ?? Number.NaN;
      expect(Math.abs((estimate ?? Number.NaN) / at - 1)).toBeLessThan(0.03);
    }
  });

  it('shares what an export tells among the steps that it covers, and keeps the VUs that it does not tell', () => {
    const streams = new Streams();
    tell(streams, [0, 0.5], { requests: 5, vus: 3 });
    tell(streams, [0.5, 2.5], { requests: 20 });
    tell(streams, [2.5, 3], { requests: 5 });
    const { requestsPerSecond, vus } = timelineOf(streams);
    expect(requestsPerSecond).toEqual([10, 10, 10]);
    expect(vus).toEqual([3, 3, 3]);
  });

  it('doubles its steps so that there are never more than may be, and loses nothing', () => {
    const streams = new Streams();
    const seconds = mostSteps * 3;
    for (let second = 0; second < seconds; second += 1) tell(streams, [second, second + 1], { requests: 2, vus: 1, durations: [8] });
    const timeline = timelineOf(streams);
    expect([timeline.stepSeconds, timeline.vus.length]).toEqual([4, seconds / 4]);
    expect(new Set(timeline.requestsPerSecond)).toEqual(new Set([2]));
    expect(new Set(timeline.runners[0]?.avgMilliseconds)).toEqual(new Set([8]));
    expect(new Set(timeline.p50).size).toBe(1);
    for (const [name, list] of Object.entries(timeline)) if (Array.isArray(list) && !['runners', 'notes'].includes(name)) expect([name, list.length]).toEqual([name, timeline.vus.length]);
  });

  it('shows the first runners one by one, and counts all', () => {
    const streams = new Streams();
    for (let runner = 1; runner <= maxRunnersInTimeline + 2; runner += 1) tell(streams, [0, 1], { runner, vus: 1, requests: 1 });
    const timeline = timelineOf(streams);
    expect(timeline.runners).toHaveLength(maxRunnersInTimeline);
    expect([timeline.vus, timeline.requestsPerSecond]).toEqual([[maxRunnersInTimeline + 2], [maxRunnersInTimeline + 2]]);
    expect(timeline.notes).toHaveLength(1);
  });

  it('leaves out a runner whose clock is far off, and says so', () => {
    const streams = new Streams();
    tell(streams, [0, 1], { requests: 1 });
    tell(streams, [1e6, 1e6 + 1], { runner: 2, requests: 1, now: start + 1000 });
    const timeline = timelineOf(streams);
    expect([timeline.stepSeconds, timeline.requestsPerSecond]).toEqual([1, [1]]);
    expect(timeline.notes).toHaveLength(1);
    expect(streams.view('u')?.metrics.get('http_reqs')).toMatchObject({ sum: 2 });
  });

  it('takes a clock that is a little behind, or an export before the first, into its first step', () => {
    const streams = new Streams();
    tell(streams, [1, 2], { requests: 1 });
    tell(streams, [-1, 0], { runner: 2, requests: 1 });
    expect(timelineOf(streams).requestsPerSecond).toEqual([2]);
  });
});
