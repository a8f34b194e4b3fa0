import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript } from './manifests.ts';
import { jobNames } from './objects.ts';
import { denials } from './operator.ts';
import { conditionOf, ended, messageOf, outcomeOf, summaryOf } from './outcome.ts';
import { inTurn } from './pace.ts';
import { aPlace, leave, type Place } from './place.ts';

jest.setTimeout(360_000);

const scripts = {
  thresholds: `
    import { sleep } from 'k6';
    import { Counter } from 'k6/metrics';
    const faults = new Counter('faults');
    export const options = { vus: 4, duration: '2s', thresholds: { faults: ['count<1'] } };
    export default function () {
      if (__ENV.RUNNER === '2') faults.add(1);
      sleep(0.5);
    }
  `,
  init: 'throw new Error("no such thing as a free lunch"); export default function () {}',
  syntax: 'export default function () { let = ; }',
  imports: 'import { add } from "./missing.js"; export default function () { add(); }',
  setup: `
    export const options = { vus: 4, iterations: 4 };
    export function setup() { throw new Error("the database is empty"); }
    export default function () {}
  `,
  abort: `
    import exec from 'k6/execution';
    export const options = { vus: 4, duration: '60s' };
    export default function () { exec.test.abort('that is enough'); }
  `,
  teardown: `
    import { sleep } from 'k6';
    export const options = { vus: 2, iterations: 2, teardownTimeout: '1s' };
    export default function () {}
    export function teardown() { sleep(30); }
  `,
  options: 'export const options = { vus: 4, duration: "2s", scenarios: { a: { executor: "no-such-executor" } } }; export default function () {}',
  /** The initializer sees nothing of it: only a VU of runner 2 throws. */
  latent: `
    if (__ENV.RUNNER === '2' && __VU > 0) throw new Error('no data for this runner');
    export const options = { vus: 4, duration: '60s' };
    export default function () { console.log('it began'); }
  `,
  instant: 'export const options = { vus: 4, iterations: 4 }; export default function () {}',
  few: 'export const options = { vus: 1, iterations: 1 }; export default function () {}',
};

const runnersOfScript: Record<keyof typeof scripts, number> = { thresholds: 3, init: 2, syntax: 2, imports: 1, setup: 2, abort: 2, teardown: 1, options: 1, latent: 2, instant: 4, few: 5 };

describeOnNode('what becomes of a run', () => {
  let place: Place;

  beforeAll(async () => {
    place = await aPlace('outcome');
    const names = Object.keys(scripts) as (keyof typeof scripts)[];
    await place.apply(...names.map((name) => aScript(name, scripts[name])));
    await inTurn(place, [
      ...names.map((name) => aRun(name, { parallelism: runnersOfScript[name], script: { configMap: { name } } })),
      // The initializer would tell what is wrong; without it, each runner does.
      aRun('unchecked', { parallelism: 2, script: { configMap: { name: 'init' } }, initializer: { disabled: true } }),
      aRun('instant-unpaused', { parallelism: 4, script: { configMap: { name: 'instant' } }, paused: 'false' }),
      aRun('flag', { script: { configMap: { name: 'few' } }, arguments: '--no-such-flag' }),
    ]);
  });
  afterAll(() => leave(place));

  it('is ThresholdsFailed, and finished, when a threshold fails by what one of three runners did', async () => {
    const status = await ended(place, 'thresholds');
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'ThresholdsFailed', exitCode: 99, reason: 'ThresholdsFailed' });
    expect(messageOf(status)).toMatch(/^faults: count<1 is \d+$/);
    expect(status.failures).toBeUndefined();
    expect(status.runners).toMatchObject({ succeeded: 3, failed: 0 });
    expect(conditionOf(status, 'Finished')).toMatchObject({ status: 'True', reason: 'RunCompleted' });
    expect((await summaryOf(place, 'thresholds'))['runner-2.log']).toContain('faults');
  });

  it('is Failed with 107 and k6’s own words when the script throws as it is loaded, before any runner is made', async () => {
    const status = await ended(place, 'init');
    expect(outcomeOf(status)).toEqual({ stage: 'error', result: 'Failed', exitCode: 107, reason: 'ScriptException' });
    expect(messageOf(status)).toContain('no such thing as a free lunch');
    expect(await jobNames(place, 'init')).toEqual(['init-initializer']);
    expect((await summaryOf(place, 'init'))['initializer.log']).toContain('no such thing as a free lunch');
  });

  it.each([
    ['does not parse', 'syntax', 'Unexpected token'],
    ['imports a file that is not there', 'imports', 'missing.js'],
    ['asks for an executor that k6 does not have', 'options', 'no-such-executor'],
  ])('is Failed with k6’s own words when the script %s', async (_what, name, words) => {
    const status = await ended(place, name);
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: expect.stringMatching(/^(Script(Invalid|Exception)|InvalidConfig)$/) });
    expect(messageOf(status)).toContain(words);
  });

  it('is Failed with 107 when setup() throws, with k6’s words in the summary', async () => {
    const status = await ended(place, 'setup');
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'Failed', exitCode: 107, reason: 'ScriptException' });
    expect(Object.values(await summaryOf(place, 'setup')).join('\n')).toContain('the database is empty');
  });

  it('is Failed with 107 when the script throws in the VUs of one runner, and the other never begins', async () => {
    const status = await ended(place, 'latent');
    expect(outcomeOf(status)).toEqual({ stage: 'error', result: 'Failed', exitCode: 107, reason: 'ScriptException' });
    expect(messageOf(status)).toContain('runner 2');
    expect(status.start).toBeUndefined();
    const summary = await summaryOf(place, 'latent');
    expect(summary['runner-2.log']).toContain('no data for this runner');
    expect(summary['runner-1.log']).not.toContain('it began');
  });

  it.each(['instant', 'instant-unpaused'])('is Passed when the runners are done in an instant: %s', async (name) => {
    const status = await ended(place, name);
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' });
    expect(status.runners).toMatchObject({ total: 4, succeeded: 4, failed: 0 });
  });

  it('is Failed with 107 when the script throws in a runner that no initializer saw', async () => {
    expect(outcomeOf(await ended(place, 'unchecked'))).toEqual({ stage: 'error', result: 'Failed', exitCode: 107, reason: 'ScriptException' });
    expect(Object.values(await summaryOf(place, 'unchecked')).join('\n')).toContain('no such thing as a free lunch');
  });

  it('is Failed with 108 when the script aborts the test, and the other runner does not go on', async () => {
    expect(outcomeOf(await ended(place, 'abort'))).toEqual({ stage: 'finished', result: 'Failed', exitCode: 108, reason: 'ScriptAborted' });
  });

  it('is Failed with 101 when teardown() takes too long', async () => {
    expect(outcomeOf(await ended(place, 'teardown'))).toEqual({ stage: 'finished', result: 'Failed', exitCode: 101, reason: 'TeardownTimeout' });
  });

  it('is an error before any runner is made when there are more runners than VUs', async () => {
    const status = await ended(place, 'few');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'NotEnoughVUs' });
    expect(messageOf(status)).toContain('1 VUs for 5 runners');
    expect(await jobNames(place, 'few')).toEqual(['few-initializer']);
  });

  it('is an error that names the flag that k6 does not have', async () => {
    const status = await ended(place, 'flag');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(messageOf(status)).toContain('no-such-flag');
  });

  it('is none where the arguments are no flags: the run is refused, and names them', async () => {
    const refused = place.apply(aRun('words', { script: { configMap: { name: 'few' } }, arguments: 'this argument-is-invalid' }));
    await expect(refused).rejects.toThrow('spec.arguments: "argument-is-invalid" is neither a flag nor a flag\'s value');
  });

  it('is told with no right that the chart does not grant', async () => {
    expect(await denials()).toEqual([]);
  });
});
