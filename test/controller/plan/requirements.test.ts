import { describe, expect, it } from '@jest/globals';
import { initializerFault, readRequirements } from '../../../controller/plan/requirements.ts';
import { aLost, anEnded } from '../../builders/world.ts';

describe('what k6 inspect printed', () => {
  it('is read from the end of it', () => {
    expect(readRequirements('{\n  "scenarios": {"a": {"maxVUs": 9}},\n  "totalDuration": "1m30s",\n  "maxVUs": 40\n}\n')).toEqual({ maxVUs: 40, totalDuration: '1m30s' });
    expect(readRequirements('Copy": null,  "totalDuration": "40s",  "maxVUs": 4}')).toEqual({ maxVUs: 4, totalDuration: '40s' });
  });

  it('is read in the other order, too', () => {
    expect(readRequirements('{"maxVUs":4,"totalDuration":"40s"}')).toEqual({ maxVUs: 4, totalDuration: '40s' });
  });

  it('is not read from a scenario, whose maxVUs is another figure', () => {
    expect(readRequirements('{"scenarios":{"a":{"maxVUs":9}}}')).toBeUndefined();
    expect(readRequirements('{"scenarios":{"a":{"maxVUs":9}}, "tags": null}')).toBeUndefined();
  });

  it('is nothing where it is noise', () => {
    for (const noise of ['', 'Killed', '{"maxVUs": "many"}']) expect(readRequirements(noise)).toBeUndefined();
  });
});

describe('an initializer\'s end', () => {
  const report = '"totalDuration":"1s","maxVUs":4}';

  it('is fine with a VU for every runner', () => {
    expect(initializerFault(anEnded(0, undefined, { report }), 4)).toBeUndefined();
  });

  it('says how many runners would do', () => {
    expect(initializerFault(anEnded(0, undefined, { report }), 5)).toEqual({
      reason: 'NotEnoughVUs', message: 'the script has 4 VUs for 5 runners: use parallelism 4 or fewer, or give the script more VUs',
    });
  });

  it('says how to do without where it gave no answer', () => {
    expect(initializerFault(anEnded(0), 1)).toMatchObject({ reason: 'InitializerFailed', message: expect.stringContaining('initializer.disabled') });
  });

  it.each([
    [107, 'ScriptException', 'ScriptException'], [104, 'InvalidConfig', 'InvalidConfig'], [255, 'RunnerFailed', 'ScriptInvalid'], [1, 'RunnerFailed', 'ScriptInvalid'],
    [127, 'RunnerFailed', 'InitializerFailed'], [126, 'RunnerFailed', 'InitializerFailed'],
  ] as const)('with exit code %i has k6\'s words', (code, observed, reason) => {
    const fault = initializerFault(anEnded(code, observed, { report: ' level=error msg=x\n' }), 1);
    expect(fault).toMatchObject({ reason, message: expect.stringContaining('level=error msg=x') });
  });

  it.each(['OOMKilled', 'Evicted', 'NodeLost', 'RunnerLost'] as const)('by %s does not blame the script', (reason) => {
    expect(initializerFault({ ...anEnded(137, reason), lost: true, message: 'it was killed' }, 1)).toEqual({ reason, message: 'the initializer: it was killed' });
    expect(initializerFault(aLost(reason), 1)).toMatchObject({ reason });
  });
});
