import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withDefaults } from '../../api/defaults.ts';
import type { Run } from '../../api/run.ts';
import { aManifest, aRun } from './builders.ts';

const images = { runner: 'loadimpact/k6:latest' };
const labels = { 'app': 'k6', 'k6.io/managed-by': 'k6-operator' };
const spec = (given: object): unknown => withDefaults(aManifest(given) as unknown as Run, images).spec;

describe('withDefaults', () => {
  it('fills in all that a minimal run leaves out', () => {
    expect(withDefaults(aRun(), images)).toEqual(aRun({
      script: { configMap: { name: 'k6-test', file: 'test.js' } },
      parallelism: 1,
      quiet: 'true',
      paused: 'true',
      runner: { image: 'loadimpact/k6:latest', metadata: { labels } },
      starter: { metadata: { labels } },
    }, { metadata: { ...aRun().metadata, labels } }));
  });

  it('overwrites nothing that the user set', () => {
    const own = aRun({
      script: { configMap: { name: 'k6-test', file: 'other.js' } },
      parallelism: 4,
      quiet: 'false',
      paused: 'false',
      runner: { image: 'xk6:1', metadata: { labels: { 'app': 'shop', 'k6.io/managed-by': 'me' }, annotations: { a: 'b' } } },
      starter: { image: 'curl:1', metadata: { labels: { 'app': 'shop', 'k6.io/managed-by': 'me' } } },
    }, { metadata: { ...aRun().metadata, labels: { 'app': 'shop', 'k6.io/managed-by': 'me' } } });
    expect(withDefaults(own, images)).toEqual(own);
  });

  it('moves spec.image to the runner, as the 2022 README writes it', () => {
    expect(spec({ image: 'k6-prometheus:1' })).toMatchObject({ runner: { image: 'k6-prometheus:1' } });
    expect(spec({ image: 'k6-prometheus:1' })).not.toHaveProperty('image');
  });

  it('takes spec.image that kubectl apply brings back for no change', () => {
    expect(spec({ image: 'a:1', runner: { image: 'a:1' } })).not.toHaveProperty('image');
    expect(spec({ image: 'a:1', runner: { image: 'b:1' } })).toMatchObject({ image: 'a:1', runner: { image: 'b:1' } });
  });

  it('moves the lower-case nodeselector of every pod, unless today\'s is set', () => {
    expect(spec({ runner: { nodeselector: { a: 'b' } }, starter: { nodeselector: { c: 'd' } }, initializer: { nodeselector: { e: 'f' } } })).toMatchObject({
      runner: { nodeSelector: { a: 'b' } }, starter: { nodeSelector: { c: 'd' } }, initializer: { nodeSelector: { e: 'f' } },
    });
    expect(spec({ runner: { nodeselector: { a: 'b' }, nodeSelector: { c: 'd' } } })).toMatchObject({ runner: { nodeSelector: { c: 'd' } } });
    expect(JSON.stringify(spec({ runner: { nodeselector: { a: 'b' } } }))).not.toContain('nodeselector');
  });

  it('leaves spellings of 2022 that contradict today\'s where they are, so that they can be warned of', () => {
    const contradicted = { runner: { nodeselector: { a: 'b' }, nodeSelector: { c: 'd' } }, scuttle: { scuttleLogging: true, disableLogging: true } };
    expect(spec(contradicted)).toMatchObject(contradicted);
  });

  it('turns scuttleLogging of 2022 into its opposite of today', () => {
    expect(spec({ scuttle: { enabled: 'true', scuttleLogging: true } })).toMatchObject({ scuttle: { enabled: 'true', disableLogging: false } });
    expect(spec({ scuttle: { scuttleLogging: false } })).toHaveProperty('scuttle', { disableLogging: true });
    expect(spec({ scuttle: { scuttleLogging: true, disableLogging: false } })).toHaveProperty('scuttle', { disableLogging: false });
  });

  it('leaves the initializer\'s missing settings to be taken from the runner', () => {
    expect(spec({ initializer: { disabled: true } })).toHaveProperty('initializer', { disabled: true });
  });

  it('returns the very object that nothing is missing of', () => {
    const whole = withDefaults(aRun(), images);
    expect(withDefaults(whole, images)).toBe(whole);
  });

  it('changes nothing of the object that it was given', () => {
    const run = aRun({ image: 'a:1', runner: { nodeselector: { a: 'b' } } });
    const before = structuredClone(run);
    withDefaults(run, images);
    expect(run).toEqual(before);
  });

  it.each([
    ['script is a string', { script: 'my-test' }], ['runner is a string', { script: {}, runner: 'x', starter: 5, image: 'a' }],
    ['labels are a list', { runner: { metadata: { labels: [] } } }], ['metadata is a string', { starter: { metadata: 'x' } }],
  ])('passes on what has another shape than expected: %s', (_, given) => {
    expect(spec(given)).toMatchObject(given);
  });

  it('never throws and is the same when applied twice, for any JSON below a run', () => {
    const block = fc.oneof(fc.jsonValue(), fc.record({
      image: fc.jsonValue(), nodeselector: fc.jsonValue(), nodeSelector: fc.jsonValue(), metadata: fc.oneof(fc.jsonValue(), fc.record({ labels: fc.jsonValue() })),
    }, { requiredKeys: [] }));
    const anySpec = fc.oneof(fc.jsonValue(), fc.record({
      script: fc.oneof(fc.jsonValue(), fc.record({ configMap: fc.oneof(fc.jsonValue(), fc.record({ file: fc.jsonValue() })) })),
      parallelism: fc.jsonValue(), quiet: fc.jsonValue(), image: fc.oneof(fc.jsonValue(), fc.constant('a:1')), scuttle: fc.oneof(fc.jsonValue(), fc.record({ scuttleLogging: fc.boolean() })),
      runner: block, starter: block, initializer: block,
    }, { requiredKeys: [] }));
    fc.assert(fc.property(anySpec, fc.jsonValue(), (given, metadata) => {
      const once = withDefaults(aManifest(given, metadata) as unknown as Run, images);
      expect(withDefaults(once, images)).toEqual(once);
    }));
  });
});
