import { describe, expect, it } from '@jest/globals';
import type { RunSpec } from '../../../api/spec.ts';
import { type Stage, stages } from '../../../api/status.ts';
import { validateUpdate } from '../../../api/validation/index.ts';
import { aRun } from '../builders.ts';

const changed = (stage: Stage | undefined, spec: Partial<RunSpec>): string[] => (
  validateUpdate(aRun({ parallelism: 2, runner: { env: [{ name: 'A', value: '1' }] } }, stage && { status: { stage } }),
    aRun({ parallelism: 2, runner: { env: [{ name: 'A', value: '1' }] }, ...spec })).map(({ path }) => path)
);

describe('validateUpdate', () => {
  it.each(stages.filter((stage) => !stage.startsWith('initiali')))('refuses each changed field of the spec in stage %s', (stage) => {
    expect(changed(stage, { parallelism: 4, arguments: '--vus 1', runner: { env: [{ name: 'A', value: '2' }] } })).toEqual(['.spec.parallelism', '.spec.runner', '.spec.arguments']);
  });

  it.each([undefined, 'initialization', 'initialized'] as const)('lets the spec change before there are runners: %s', (stage) => {
    expect(changed(stage, { parallelism: 4 })).toEqual([]);
  });

  it('lets stop and ttlSecondsAfterFinished change at any time', () => {
    expect(changed('started', { stop: true, ttlSecondsAfterFinished: 60 })).toEqual([]);
  });

  it('lets metadata change at any time', () => {
    const before = aRun({}, { status: { stage: 'started' } });
    expect(validateUpdate(before, { ...before, metadata: { ...before.metadata, labels: { a: 'b' }, finalizers: [] } })).toEqual([]);
  });

  it('says what to do instead', () => {
    const [finding] = validateUpdate(aRun({}, { status: { stage: 'started' } }), aRun({ parallelism: 2 }));
    expect(finding).toMatchObject({ reason: 'FieldValueForbidden', message: expect.stringContaining('create a new one') as unknown });
  });

  it('takes other orders of keys and missing fields for no change', () => {
    const before = aRun({ runner: { image: 'a', serviceAccountName: 'b' } }, { status: { stage: 'started' } });
    const after = aRun({ runner: { serviceAccountName: 'b', image: 'a', env: undefined as never } });
    expect(validateUpdate(before, after)).toEqual([]);
  });

  it('refuses a field that is taken away, and an entry that moves in a list', () => {
    const before = aRun({ args: ['-u', '1'], separate: true }, { status: { stage: 'started' } });
    expect(validateUpdate(before, aRun({ args: ['1', '-u'] })).map(({ path }) => path)).toEqual(['.spec.args', '.spec.separate']);
  });
});
