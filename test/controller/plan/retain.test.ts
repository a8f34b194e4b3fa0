import { describe, expect, it } from '@jest/globals';
import type { RunSpec } from '../../../api/spec.ts';
import type { RunStatus } from '../../../api/status.ts';
import { plan } from '../../../controller/plan/plan.ts';
import type { Plan } from '../../../controller/plan/types.ts';
import { at } from '../../builders/run.ts';
import { aContext } from '../../builders/world.ts';

function decide(spec: Partial<RunSpec>, before: RunStatus): Plan {
  return plan(aContext({ spec, before: { stage: 'finished', ...before } }));
}

describe('a run that is over', () => {
  it('stays for good unless it says otherwise', () => {
    expect(decide({}, { finishedAt: at(-1e6) })).toEqual({ actions: [], status: { stage: 'finished', finishedAt: at(-1e6) } });
  });

  it('goes a moment after its end under cleanup: post', () => {
    expect(decide({ cleanup: 'post' }, { finishedAt: at(0) })).toMatchObject({ actions: [], again: 2000 });
    expect(decide({ cleanup: 'post' }, { finishedAt: at(-2) }).actions).toEqual([{ do: 'delete-run' }]);
  });

  it('goes after its time to live, also where that is nothing', () => {
    expect(decide({ ttlSecondsAfterFinished: 60 }, { finishedAt: at(-50) })).toMatchObject({ actions: [], again: 10_000 });
    expect(decide({ ttlSecondsAfterFinished: 60 }, { finishedAt: at(-60) }).actions).toEqual([{ do: 'delete-run' }]);
    expect(decide({ ttlSecondsAfterFinished: 0 }, { finishedAt: at(0) }).actions).toEqual([{ do: 'delete-run' }]);
  });

  it('goes at the earlier of both', () => {
    expect(decide({ cleanup: 'post', ttlSecondsAfterFinished: 60 }, { finishedAt: at(-3) }).actions).toEqual([{ do: 'delete-run' }]);
  });

  it('is looked at once a day where its time to live is longer than a timer can be', () => {
    expect(decide({ ttlSecondsAfterFinished: 90 * 24 * 3600 }, { finishedAt: at(0) })).toMatchObject({ actions: [], again: 24 * 3600 * 1000 });
  });

  it('is left alone where nobody knows when it ended', () => {
    expect(decide({ cleanup: 'post' }, {})).toEqual({ actions: [], status: { stage: 'finished' } });
  });

  it('goes after an error as well', () => {
    expect(decide({ cleanup: 'post' }, { stage: 'error', finishedAt: at(-2) }).actions).toEqual([{ do: 'delete-run' }]);
  });
});
