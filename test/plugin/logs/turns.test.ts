import { describe, expect, it } from '@jest/globals';
import { Turns } from '../../../plugin/logs/turns.ts';

const never = new AbortController().signal;

describe('turns', () => {
  it('are never more than allowed, and pass to who has waited longest', async () => {
    const turns = new Turns(2, Infinity);
    const first = await turns.take(never);
    await turns.take(never);
    const order: string[] = [];
    const third = turns.take(never).then((turn) => (order.push('third'), turn));
    void turns.take(never).then(() => order.push('fourth'));
    await new Promise(setImmediate);
    expect(order).toEqual([]);
    first.end();
    first.end();
    (await third).end();
    await new Promise(setImmediate);
    expect(order).toEqual(['third', 'fourth']);
  });

  it('end after a slice of time when somebody waits, and the one who waited has the stream', async () => {
    const turns = new Turns(1, 5);
    const first = await turns.take(never);
    const second = await turns.take(never);
    expect([first.signal.aborted, second.signal.aborted]).toEqual([true, false]);
  });

  it('go on while nobody waits', async () => {
    const turns = new Turns(1, 5);
    const only = await turns.take(never);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(only.signal.aborted).toBe(false);
  });

  it('are not waited for after an abort', async () => {
    const turns = new Turns(1, Infinity);
    const first = await turns.take(never);
    const end = new AbortController();
    const second = turns.take(end.signal);
    end.abort();
    expect((await second).signal.aborted).toBe(true);
    first.end();
    expect((await turns.take(never)).signal.aborted).toBe(false);
  });
});
