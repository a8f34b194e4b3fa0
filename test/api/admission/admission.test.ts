import { describe, expect, it } from '@jest/globals';
import { admitted, advice, type Change, refusalMessage, refusals } from '../../../api/admission/index.ts';
import type { Run } from '../../../api/run.ts';
import type { RunSpec } from '../../../api/spec.ts';
import type { Stage } from '../../../api/status.ts';
import { aManifest, aRun, script } from '../builders.ts';

const images = { runner: 'grafana/k6:1.8.1' };
const policy = { images, limits: { maxParallelism: 500 } };
const run = (spec: Partial<RunSpec> = {}, stage?: Stage): Run => aRun(spec, stage && { status: { stage } });
const stored = (spec: Partial<RunSpec> = {}, stage: Stage = 'started'): Run => admitted({ object: run(spec, stage) }, images) as Run;

/** What becomes of a change: what is stored, and the paths of what is refused. */
function decide(change: Change): { object: Run; faults: string[] } {
  const object = admitted(change, images) as Run;
  return { object, faults: refusals({ ...change, object }, policy).map(({ path }) => path) };
}

describe('a create', () => {
  it('gets its defaults, is checked and is warned', () => {
    const object = admitted({ object: run({ runner: { image: 'a:latest' } }), before: null }, images) as Run;
    expect(object.spec).toMatchObject({ parallelism: 1, quiet: 'true', runner: { image: 'a:latest' } });
    expect(refusals({ object }, policy)).toEqual([]);
    expect(advice({ object }, {})).toEqual([expect.stringContaining('a:latest')]);
  });

  it('that nothing is missing of is returned as it came', () => {
    const whole = stored();
    expect(admitted({ object: whole }, images)).toBe(whole);
  });

  it('is refused for all its faults at once', () => {
    expect(decide({ object: aManifest({ script: 'x', parallelism: 0 }) }).faults).toEqual(['.spec.script', '.spec.parallelism']);
  });
});

describe('an update', () => {
  it('of a run that is being deleted passes whatever it says', () => {
    const object = { ...aManifest({ script: 5 }), metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(admitted({ object, before: stored() }, images)).toBe(object);
    expect(refusals({ object, before: stored() }, policy)).toEqual([]);
    expect(advice({ object, before: stored() }, {})).toEqual([]);
  });

  it('of labels, finalizers and status alone passes, even of a run that would be refused today', () => {
    const before = aManifest({ script: {}, parallelism: 9999 });
    const object = { ...structuredClone(before), metadata: { name: 'k6-sample', labels: { a: 'b' }, finalizers: ['c/d'] }, status: { stage: 'created' } };
    expect(admitted({ object, before }, images)).toBe(object);
    expect(refusals({ object, before }, policy)).toEqual([]);
  });

  it('before there are runners gets defaults and checks as a create does, and keeps the image that the run has', () => {
    const before = stored({}, 'initialized');
    const { object, faults } = decide({ before, object: run({ script, parallelism: 4 }) });
    expect(faults).toEqual([]);
    expect(object.spec).toMatchObject({ parallelism: 4, paused: 'true', runner: { image: images.runner } });
    const later = admitted({ before, object: run({ script, parallelism: 4 }) }, { runner: 'other:1' }) as Run;
    expect(later.spec.runner?.image).toBe(images.runner);
  });

  it('that stops a run changes nothing else, also where the run was made without its defaults', () => {
    for (const before of [stored(), run({}, 'started')]) {
      const asked = { ...before, spec: { ...structuredClone(before.spec), stop: true } };
      const { object, faults } = decide({ before, object: asked });
      expect([object.spec, faults]).toEqual([{ ...before.spec, stop: true }, []]);
      expect(object).toBe(asked);
    }
  });

  it('is no change where a manifest of 2022 is applied again', () => {
    const manifest = { image: 'a:1', runner: { nodeselector: { a: 'b' } }, scuttle: { scuttleLogging: true } };
    const before = stored(manifest);
    const merged = { ...before.spec, image: 'a:1', runner: { ...before.spec.runner, nodeselector: { a: 'b' } }, scuttle: { ...before.spec.scuttle, scuttleLogging: true } };
    const { object, faults } = decide({ before, object: { ...before, spec: merged } });
    expect([object.spec, faults]).toEqual([before.spec, []]);
  });

  it('is refused for each field that runners were made from', () => {
    const before = stored({ parallelism: 2 });
    const { object, faults } = decide({ before, object: { ...before, spec: { ...before.spec, parallelism: 4, image: 'b:1', stop: true } } });
    expect(faults).toEqual(['.spec.parallelism', '.spec.image']);
    expect(refusalMessage(refusals({ before, object }, policy))).toContain('cannot change in stage started');
  });

  it('is not refused for a fault that the run has already, and is for a new one', () => {
    const before = { ...run({ parallelism: 900 }), status: { stage: 'started' } };
    expect(decide({ before, object: { ...before, spec: { ...before.spec, stop: true } } }).faults).toEqual([]);
    const faulty = { ...before, spec: { ...before.spec, ttlSecondsAfterFinished: -1 } };
    expect(decide({ before, object: faulty }).faults).toEqual(['.spec.ttlSecondsAfterFinished']);
  });

  it('warns of what it brings about alone', () => {
    const before = stored({ runner: { image: 'a:latest' }, token: 'x' }, 'initialized');
    const object = { ...before, spec: { ...before.spec, separate: true, parallelism: 3, arguments: '--no-thresholds' } };
    expect(advice({ before, object }, { nodes: 2 })).toEqual([expect.stringContaining('there are 2')]);
  });
});

describe('refusalMessage', () => {
  it('is one line for one fault, and a list for several', () => {
    const fault = { path: '.spec.a', reason: 'FieldValueInvalid', message: 'write b' } as const;
    expect(refusalMessage([])).toBe('');
    expect(refusalMessage([fault])).toBe('.spec.a: write b (FieldValueInvalid)');
    expect(refusalMessage([fault, { ...fault, path: '' }])).toBe('2 faults:\n- .spec.a: write b (FieldValueInvalid)\n- the object: write b (FieldValueInvalid)');
  });

  it('stays readable for a great many faults', () => {
    const lines = refusalMessage(Array.from({ length: 500 }, (_, index) => ({ path: `.spec.a[${index}]`, reason: 'FieldValueInvalid', message: 'b' }))).split('\n');
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([34, '500 faults:', '- and 468 more']);
  });
});

describe('advice', () => {
  it('is never longer than an API server takes', () => {
    const labels = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`a-${index}`, 'b']));
    const blocks = { metadata: { labels: { ...labels, runner: 'x', k6_cr: 'y' } }, image: `${'a/'.repeat(200)}k6` };
    const outputs = Array.from({ length: 40 }, (_, index) => ['--out', `json=${index}${'ü\u202e'.repeat(200)}`]).flat();
    const warnings = advice({ object: run({ args: outputs, runner: blocks, starter: blocks, initializer: blocks }) }, {});
    for (const warning of warnings) expect(Array.from(warning).length).toBeLessThanOrEqual(256);
    expect(warnings.join('').length).toBeLessThanOrEqual(4096);
    expect(warnings.length).toBeGreaterThan(5);
  });
});
