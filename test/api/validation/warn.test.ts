import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withDefaults } from '../../../api/defaults.ts';
import type { RunSpec } from '../../../api/spec.ts';
import { type Seen, validateRun, warnRun } from '../../../api/validation/index.ts';
import { aManifest, aRun } from '../builders.ts';

const warned = (spec: Partial<RunSpec>, seen?: Seen): string[] => warnRun(aRun(spec), seen);

describe('warnRun', () => {
  it('has nothing to say of a plain run with a pinned image', () => {
    expect(warned({ runner: { image: 'grafana/k6:1.8.1', resources: { limits: { memory: '1Gi' }, requests: { cpu: '1' } } }, arguments: '--vus 10 --out prometheus' })).toEqual([]);
  });

  it('has nothing to say of the labels that the defaults add', () => {
    expect(warnRun(withDefaults(aRun(), { runner: 'grafana/k6:1.8.1' }))).toEqual([]);
  });

  it.each<[string, Partial<RunSpec>, Seen, string]>([
    ['more runners than VUs', { parallelism: 4, arguments: '--no-thresholds --vus 3' }, {}, 'ask for 3 VUs'],
    ['thresholds that many runners judge each for itself', { parallelism: 4, initializer: { disabled: true } }, {}, 'each of the 4 runners judges'],
    ['a limit of requests with many runners', { parallelism: 4, arguments: '--no-thresholds --rps 100' }, {}, 'up to 400 requests'],
    ['an image named latest', { runner: { image: 'loadimpact/k6:latest' } }, {}, 'spec.runner.image loadimpact/k6:latest'],
    ['an image without a tag', { starter: { image: 'localhost:5000/curl' } }, {}, 'pin a version'],
    ['a CPU limit', { runner: { resources: { limits: { cpu: '200m' } } } }, {}, 'throttles'],
    ['memory in thousandths of a byte', { runner: { resources: { limits: { memory: '1000m' } } } }, {}, 'is 1 bytes: 1000Mi'],
    ['more separate runners than nodes', { parallelism: 4, separate: true, arguments: '--no-thresholds' }, { nodes: 3 }, 'there are 3'],
    ['JSON written into the container', { arguments: '--out json=/tmp/out.json' }, {}, 'lost with the pod'],
    ['CSV written into the container', { args: ['-o', 'csv=out.csv'] }, {}, 'lost with the pod'],
    ['an image that is set twice', { image: 'a:1', runner: { image: 'b:1' } }, {}, 'spec.image is ignored'],
    ['a label of the operator\'s own', { runner: { metadata: { labels: { runner: 'false' } } } }, {}, 'runner is overwritten'],
    ['a cloud\'s field', { token: 'x' }, {}, 'spec.token belongs'],
    ['runners that do not wait for each other', { parallelism: 4, paused: 'false', arguments: '--no-thresholds' }, {}, 'not together with the others'],
    ['a liveness probe', { runner: { livenessProbe: { tcpSocket: { port: 6565 } } } }, {}, 'may kill a runner that is busy'],
    ['arguments that args override', { args: ['-u', '1'], arguments: '--vus 2' }, {}, 'spec.arguments is ignored'],
    ['a node selector that is set twice', { starter: { nodeselector: { a: 'b' }, nodeSelector: { a: 'c' } } }, {}, 'spec.starter.nodeselector is ignored'],
    ['scuttle\'s logging that is set twice', { scuttle: { scuttleLogging: true, disableLogging: true } }, {}, 'scuttleLogging is ignored'],
  ])('warns of %s, and of nothing else', (_, spec, seen, text) => {
    expect(warned(spec, seen)).toEqual([expect.stringContaining(text)]);
  });

  it.each<[string, Partial<RunSpec>, Seen]>([
    ['as many VUs as runners', { parallelism: 4, arguments: '--no-thresholds --vus 4' }, {}],
    ['separate runners where the nodes are not known', { parallelism: 4, separate: true, arguments: '--no-thresholds' }, {}],
    ['enough nodes', { parallelism: 3, separate: true, arguments: '--no-thresholds' }, { nodes: 3 }],
    ['JSON on a mounted volume', { arguments: '--out json=/data/out.json', runner: { volumeMounts: [{ name: 'a', mountPath: '/data' }] } }, {}],
    ['JSON on the standard output', { arguments: '--out json' }, {}],
    ['an image with a digest', { runner: { image: `k6@sha256:${'a'.repeat(64)}` } }, {}],
    ['arguments that cannot be read', { arguments: '"open' }, {}],
  ])('does not warn of %s', (_, spec, seen) => {
    expect(warned(spec, seen)).toEqual([]);
  });

  it('never throws for a run that was found without fault', () => {
    const amount = fc.constantFrom('1', '1000m', 2, undefined, null);
    const pod = fc.record({
      image: fc.constantFrom('a', 'a:1', undefined, null), resources: fc.record({ limits: fc.record({ cpu: amount, memory: amount }) }), metadata: fc.constantFrom(null, {}, { labels: null }), volumeMounts: fc.constantFrom(null, []),
    }, { requiredKeys: [] });
    const spec = fc.record({ script: fc.constant({ localFile: '/a' }), parallelism: fc.constantFrom(1, 4, null), args: fc.constantFrom(null, ['-u', '1']), arguments: fc.constantFrom(null, '-u 1'), runner: pod, starter: fc.constantFrom(null, {}), image: fc.constantFrom('a', null), token: fc.constantFrom(null, 'a') }, { requiredKeys: ['script'] });
    fc.assert(fc.property(spec, (given) => {
      const manifest = aManifest(given);
      fc.pre(validateRun(manifest, { maxParallelism: 9 }).length === 0);
      for (const warning of warnRun(manifest)) expect(warning).not.toMatch(/undefined|null/);
    }));
  });
});
