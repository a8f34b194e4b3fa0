import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withDefaults } from '../../../api/defaults.ts';
import { type Finding, validateRun } from '../../../api/validation/index.ts';
import { aManifest, aRun, script } from '../builders.ts';

const limits = { maxParallelism: 500 };
const found = (spec: object, metadata?: object): Finding[] => validateRun(aManifest({ script, ...spec }, metadata), limits);

/** The one finding of a run with one fault. */
function only(spec: object, metadata?: object): Finding {
  const findings = found(spec, metadata);
  expect(findings).toHaveLength(1);
  return findings[0] as Finding;
}

describe('validateRun', () => {
  it('finds nothing wrong with a minimal run, before and after its defaults', () => {
    expect(validateRun(aRun(), limits)).toEqual([]);
    expect(validateRun(withDefaults(aRun(), { runner: 'loadimpact/k6:latest' }), limits)).toEqual([]);
  });

  it('tells of all faults at once', () => {
    const findings = validateRun(aManifest({ parallelism: 0, script: {}, arguments: 'stray --linger', quiet: true, runner: { image: 'A B' } }, { name: 'a.b' }), limits);
    expect(findings.map(({ path }) => path)).toEqual([
      '.metadata.name', '.spec.script', '.spec.parallelism', '.spec.arguments', '.spec.arguments', '.spec.quiet', '.spec.runner.image',
    ]);
  });

  it.each([null, 5, 'x', [], {}, { spec: null }, { spec: 5 }, { spec: [] }])('refuses %j without throwing', (run) => {
    expect(validateRun(run, limits)).not.toEqual([]);
  });

  it('never throws, whatever JSON stands for a run or for any of its fields', () => {
    const keys = [
      'script', 'parallelism', 'arguments', 'args', 'ports', 'quiet', 'cleanup', 'scuttle', 'image', 'stop', 'startDeadlineSeconds', 'separate',
    ];
    const podKeys = ['image', 'env', 'envFrom', 'resources', 'metadata', 'nodeSelector', 'volumes', 'volumeMounts', 'initContainers', 'tolerations'];
    const value = fc.oneof(fc.jsonValue(), fc.array(fc.record({ name: fc.jsonValue(), mountPath: fc.jsonValue(), emptyDir: fc.jsonValue(), containerPort: fc.jsonValue() })));
    const pod = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...podKeys), fc.oneof(value, fc.dictionary(fc.string(), value))));
    const source = fc.record({ configMap: fc.jsonValue(), volumeClaim: fc.record({ name: fc.jsonValue(), file: fc.jsonValue() }), localFile: fc.jsonValue() }, { requiredKeys: [] });
    const spec = fc.tuple(fc.dictionary(fc.constantFrom(...keys), value), fc.record({ script: source, runner: pod, starter: pod, initializer: pod }, { requiredKeys: [] }))
      .map(([own, nested]) => ({ ...own, ...nested }));
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), spec), fc.jsonValue(), (given, metadata) => {
      for (const finding of validateRun(aManifest(given, metadata), limits)) expect(finding.message).not.toBe('');
    }));
  });
});

describe('a run\'s name', () => {
  it.each([['a.b', 'FieldValueInvalid'], ['a'.repeat(52), 'FieldValueTooLong'], ['Upper', 'FieldValueInvalid']])('cannot be %s', (name, reason) => {
    expect(only({}, { name })).toMatchObject({ path: '.metadata.name', reason });
  });

  it('may be left to the API server, with room for what that adds', () => {
    expect(found({}, { generateName: `${'a'.repeat(45)}-` })).toEqual([]);
    expect(only({}, { generateName: `${'a'.repeat(46)}-` })).toMatchObject({ path: '.metadata.generateName', reason: 'FieldValueTooLong' });
  });
});

describe('the script', () => {
  it('of 2021, a string, gets the form of today', () => {
    expect(only({ script: 'my-test' }).message).toContain('write script: {configMap: {name: my-test, file: test.js}}');
  });

  it.each([[{ configMap: { name: 'a' }, localFile: '/b.js' }], [{ configMap: { name: 'a' }, volumeClaim: { name: 'b' } }]])('has one source, not %j', (both) => {
    expect(only({ script: both })).toMatchObject({ path: '.spec.script', reason: 'FieldValueForbidden' });
  });

  it.each([
    [{}, '.spec.script'], [null, '.spec.script'], [{ configMap: {} }, '.spec.script.configMap.name'], [{ volumeClaim: { name: '' } }, '.spec.script.volumeClaim.name'],
    [{ localFile: '' }, '.spec.script.localFile'],
  ])('needs a source in full, not %j', (source, path) => {
    expect(only({ script: source })).toMatchObject({ path, reason: 'FieldValueRequired' });
  });

  it.each([
    [{ configMap: { name: 'k6', file: '/test/test.js' } }, 'write "test.js"'],
    [{ configMap: { name: 'k6', file: '..x' } }, 'not a key'],
    [{ configMap: { name: 'My_Map' } }, 'not a legal name'],
    [{ volumeClaim: { name: 'v', file: '/test.js' } }, 'write a path such as "/scripts/test.js" or "test.js"'],
    [{ volumeClaim: { name: 'v', file: '../test.js' } }, 'without ".."'],
    [{ volumeClaim: { name: 'v', file: '/a/' } }, 'is a folder'],
    [{ volumeClaim: { name: 'v', readOnly: 'true' } }, 'write true without quotes'],
    [{ configMap: 'k6-test' }, 'not an object'],
  ])('%j gets told what to write', (source, message) => {
    expect(only({ script: source }).message).toContain(message);
  });

  it.each([
    [{ configMap: { name: 'k6', file: 'archive.tar' } }], [{ configMap: { name: 'k6', file: '.hidden.js' } }], [{ configMap: { name: 'k6.example.com' } }],
    [{ volumeClaim: { name: 'v', file: '/srv/a/test.js', readOnly: true } }], [{ localFile: '/home/k6/test.ts' }],
  ])('%j is fine', (source) => {
    expect(found({ script: source })).toEqual([]);
  });
});

describe('numbers', () => {
  it.each([
    ['parallelism', 0, 'write 1 or more'], ['parallelism', -4, 'write 1 or more'], ['parallelism', 501, 'write 500 or less'], ['parallelism', 1.5, 'not a whole number'],
    ['parallelism', '4', 'write 4 without quotes'], ['startDeadlineSeconds', 0, 'write 1 or more'], ['activeDeadlineSeconds', 0, 'write 1 or more'],
    ['ttlSecondsAfterFinished', -1, 'write 0 or more'], ['startDeadlineSeconds', 2 ** 31, 'write 2147483647 or less'], ['activeDeadlineSeconds', '5m', 'not a whole number'],
  ])('%s cannot be %j', (field, value, message) => {
    const finding = only({ [field]: value });
    expect(finding.path).toBe(`.spec.${field}`);
    expect(finding.message).toContain(message);
  });

  it('are fine at their bounds', () => {
    expect(found({ parallelism: 500, startDeadlineSeconds: 1, activeDeadlineSeconds: 1, ttlSecondsAfterFinished: 0 })).toEqual([]);
  });
});

describe('the arguments', () => {
  it.each([
    ['--vus 10 --tag "open', 'character 16'], ['this --vus 10', '"this" is neither'], ['--linger', 'a runner that lingers never ends'], ['-p', 'set spec.paused'],
    ['--address=:80', '--address fights the operator'], ['--execution-segment 0:1/2', 'set spec.parallelism'], ['--vus', 'needs a value'],
  ])('cannot be %j', (line, message) => {
    const finding = only({ arguments: line });
    expect(finding.path).toBe('.spec.arguments');
    expect(finding.message).toContain(message);
  });

  it('name the word that is wrong', () => {
    expect(only({ args: ['--vus', '10', 'stray'] }).path).toBe('.spec.args[2]');
    expect(only({ args: ['--vus', 10] })).toMatchObject({ path: '.spec.args[1]', message: expect.stringContaining('write "10" in quotes') as unknown });
  });

  it('are judged by args alone where that has any', () => {
    expect(found({ args: ['--vus', '10'], arguments: 'stray "' })).toEqual([]);
    expect(found({ args: [], arguments: 'stray' })).toHaveLength(1);
  });

  it('are fine with quotes, variables and flags of extensions', () => {
    expect(found({ arguments: '--tag "team=load test" -e URL=$(URL) --out prometheus --some-extension value' })).toEqual([]);
  });

  it('may not be a line where a list is wanted', () => {
    expect(only({ args: '--vus 10' }).message).toContain('spec.arguments instead');
  });
});

describe('words with few choices', () => {
  it.each([
    ['quiet', true, 'write "true" in quotes'], ['paused', 'maybe', 'write "true" or "false"'], ['cleanup', 'pre', 'write post'], ['runnerLossPolicy', 'continue', 'write Fail or Continue'],
    ['separate', 'true', 'write true without quotes'], ['stop', 1, 'write true or false'],
  ])('%s cannot be %j', (field, value, message) => {
    expect(only({ [field]: value }).message).toContain(message);
  });

  it('do not have setup: Once and runners that begin each by itself', () => {
    for (const paused of ['false', 'F', '0']) expect(only({ setup: 'Once', paused })).toMatchObject({ path: '.spec.setup', message: expect.stringContaining('leave spec.paused out') });
    expect(found({ setup: 'Once', paused: 'true' })).toEqual([]);
    expect(found({ setup: 'Once' })).toEqual([]);
    expect(found({ setup: 'PerRunner', paused: 'false' })).toEqual([]);
    expect(only({ setup: 'once' }).message).toContain('write PerRunner or Once');
  });

  it('are read as upstream reads them', () => {
    expect(found({ quiet: 'False', paused: '0', cleanup: 'post', runnerLossPolicy: 'Continue', separate: true, stop: false })).toEqual([]);
  });
});
