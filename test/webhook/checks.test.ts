import { describe, expect, it } from '@jest/globals';
import { admitted, refusals } from '../../api/admission/index.ts';
import { checks, type Check } from '../../webhook/checks.ts';

const images = { runner: 'reg/k6:1' };
const policy = { limits: { maxParallelism: 10 }, images };
const [good, bad] = checks('team', 'reg/k6:1') as [Check, Check];

describe('the checks of helm test', () => {
  it('try a run that admission accepts and defaults, and one that it refuses', () => {
    const object = admitted({ object: good.run }, images);
    expect(refusals({ object }, policy)).toEqual([]);
    expect(good.fault({ object })).toBeUndefined();
    expect(refusals({ object: admitted({ object: bad.run }, images) }, policy)).not.toEqual([]);
  });

  it('are about the namespace they are given', () => {
    expect([good, bad].map(({ run }) => run.metadata.namespace)).toEqual(['team', 'team']);
  });

  it('fail when the good run comes back bare, with other defaults, or is refused', () => {
    expect(good.fault({ object: good.run })).toContain('it came back with');
    expect(good.fault({ object: admitted({ object: good.run }, { runner: 'other' }) })).toContain('"image":"other"');
    expect(good.fault({ refusal: 'no endpoints available for service' })).toBe('it was refused: no endpoints available for service');
    expect(good.fault({ object: {} })).toContain('it came back with {}');
  });

  it('fail when the bad run is accepted, or refused by somebody else', () => {
    expect(bad.fault({ object: bad.run })).toContain('accepted');
    expect(bad.fault({ refusal: 'forbidden: no right to create k6s' })).toContain('not by the webhook');
    expect(bad.fault({ refusal: 'failed calling webhook "mutate.k6.io": connection refused' })).toContain('not by the webhook');
    expect(bad.fault({ refusal: 'admission webhook "validate.k6.io" denied the request: .spec.arguments: …' })).toBeUndefined();
  });
});
