import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeOnNode } from '../../setup/node.ts';
import { aRun, aScript } from '../manifests.ts';
import { ended } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(240_000);

/** Runner 1 takes 20 ms to initialise a VU, runner 2 takes 200 ms. Each VU tells when its first iteration began. */
const script = `
  import { sleep } from 'k6';
  export const options = { vus: 40, duration: '2s' };
  const ready = Date.now() + (__ENV.RUNNER === '2' ? 200 : 20);
  while (Date.now() < ready);
  export default function () {
    if (__ITER === 0) console.log('began at ' + Date.now());
    sleep(0.5);
  }
`;

describeOnNode('two runners of which one takes ten times as long to initialise its VUs', () => {
  let place: Place;

  /** When the load of each runner began, in milliseconds since the epoch, by its own clock and log. */
  const begins = async (run: string): Promise<number[]> =>
    Promise.all([1, 2].map(async (index) => {
      const log = await place.kubectl(['logs', `job/${run}-${index}`]);
      const times = [...log.matchAll(/began at (\d+)/g)].map(([, time]) => Number(time));
      expect(times).toHaveLength(20);
      return Math.min(...times);
    }));
  const apart = async (run: string): Promise<number> => {
    const [first = NaN, second = NaN] = await begins(run);
    return Math.abs(first - second);
  };

  beforeAll(async () => {
    place = await aPlace('barrier');
    await place.apply(aScript('script', script));
  });
  afterAll(() => leave(place));

  it('start seconds apart without a barrier', async () => {
    await place.apply(aRun('unpaused', { parallelism: 2, paused: 'false' }));
    expect((await ended(place, 'unpaused')).result).toBe('Passed');
    expect(await apart('unpaused')).toBeGreaterThan(1000);
  });

  it('start within 100 ms of each other with it, as the status says', async () => {
    await place.apply(aRun('paused', { parallelism: 2 }));
    const { result, start } = await ended(place, 'paused');
    expect(result).toBe('Passed');
    expect(await apart('paused')).toBeLessThanOrEqual(100);
    expect(start?.skewMilliseconds).toBeLessThanOrEqual(100);
    // The time in the status is the starter's, to the millisecond; the first iterations follow it.
    expect(Math.min(...(await begins('paused'))) - Date.parse(start?.time ?? '')).toBeGreaterThanOrEqual(0);
  });

  it('start within 100 ms of each other with the barrier of the shell form as well', async () => {
    await place.apply(aRun('shell', { parallelism: 2, starter: { image: 'shell-curl:dev', imagePullPolicy: 'IfNotPresent' } }));
    expect((await ended(place, 'shell')).result).toBe('Passed');
    expect(await apart('shell')).toBeLessThanOrEqual(100);
  });
});
