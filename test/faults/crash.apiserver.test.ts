import { describe, expect, it } from '@jest/globals';
import pLimit from 'p-limit';
import { startFaultProxy } from '../fakes/faultproxy.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';
import { startOperator } from './operator.ts';
import { isOver, Stage, timeless } from './stage.ts';

/** What a run leaves behind: its status without times, and how often each Job was made and each runner started. */
interface EndState {
  status: object;
  made: string[];
  started: string[];
  calls: number;
}

/** Runs to the end; where `killAfter` is given, the controller is killed once that call was executed, before it learns of it. */
async function runToEnd(killAfter?: number): Promise<EndState> {
  const stage = await Stage.open({ loadMilliseconds: 300 });
  const proxy = await startFaultProxy(testKubeconfigPath());
  const options = { kubeconfig: proxy.kubeconfig, namespace: stage.namespace };
  const operator = await startOperator(options);
  let next = operator;
  const killed = new Promise<void>((resolve) => {
    proxy.onCall(async (call, phase) => {
      if (phase !== 'after' || call.number !== killAfter) return undefined;
      await operator.kill();
      resolve();
      return { drop: true };
    });
  });
  try {
    await stage.apply('run');
    if (killAfter !== undefined) {
      // One run makes a call or two fewer than another, so the last points are not always reached.
      await Promise.race([killed, stage.until('run', isOver)]);
      next = await startOperator(options);
    }
    const status = await stage.until('run', isOver);
    return { status: timeless(status), made: stage.kubelet.jobsMade.toSorted(), started: stage.kubelet.runnersStarted.map(jobOf).toSorted(), calls: proxy.calls.length };
  } finally {
    await Promise.all([operator.kill(), next.kill()]);
    await proxy.close();
    await stage.close();
  }
}

/** A pod's name without the suffix that the job controller gave it. */
function jobOf(pod: string): string {
  return pod.replace(/-[a-z0-9]{5}$/, '');
}

describe('a controller that is killed', () => {
  it('after any one call of a whole run leaves the next one to come to the same end', async () => {
    const whole = await runToEnd();
    expect(whole.made).toEqual(['run-1', 'run-2', 'run-initializer', 'run-starter']);
    expect(whole.started).toEqual(['run-1', 'run-2']);
    expect(whole.status).toMatchObject({ stage: 'finished', result: 'Passed', exitCode: 0 });

    const limit = pLimit(3);
    const points = Array.from({ length: whole.calls }, (_, at) => at + 1);
    const ends = await Promise.all(points.map((point) => limit(async () => ({ point, end: await runToEnd(point) }))));
    for (const { point, end } of ends) {
      expect({ point, made: end.made, started: end.started, status: end.status }).toEqual({ point, made: whole.made, started: whole.started, status: whole.status });
    }
    expect(ends.length).toBeGreaterThan(20);
  }, 900_000);
});
