import { describe, expect, it } from '@jest/globals';
import { Gate, passable } from '../../../controller/watch/gate.ts';

interface Copy {
  synced: Promise<undefined>;
  resolve: (value: undefined) => void;
  reject: (reason: Error) => void;
}

const aCopy = (): Copy => {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  return { synced: promise, resolve, reject };
};

/** What a promise has come to after everything that could go on has. */
async function settled(promise: Promise<unknown>): Promise<string> {
  let state = 'waiting';
  promise.then(() => { state = 'open'; }, () => { state = 'ended'; });
  await new Promise((resolve) => setImmediate(resolve));
  return state;
}

describe('a gate', () => {
  it('holds keys back, each once, until all copies are filled, and none after that', async () => {
    const keys: string[] = [];
    const gate = new Gate((key) => keys.push(key));
    const copies = [aCopy(), aCopy()].map((copy) => gate.guard(copy));
    gate.tell(['a', 'b', 'a']);
    copies[0]?.resolve(undefined);
    expect([await settled(gate.open), keys]).toEqual(['waiting', []]);
    copies[1]?.resolve(undefined);
    expect([await settled(gate.open), keys]).toEqual(['open', ['a', 'b']]);
    gate.tell(['a']);
    expect(keys).toEqual(['a', 'b', 'a']);
  });

  it('ends with the watching', async () => {
    const gate = new Gate(() => undefined);
    gate.guard(aCopy()).reject(new Error('aborted'));
    expect(await settled(gate.open)).toBe('ended');
  });
});

describe('several gates', () => {
  const some = (): [Gate, Copy][] => [1, 2].map(() => {
    const gate = new Gate(() => undefined);
    return [gate, gate.guard(aCopy())];
  });

  it('are passable when each is open or refused', async () => {
    const gates = some();
    expect(await settled(passable(gates.map(([gate]) => gate)))).toBe('waiting');
    gates[0]?.[1].resolve(undefined);
    const passing = passable(gates.map(([gate]) => gate));
    expect(await settled(passing)).toBe('waiting');
    gates[1]?.[0].refuse();
    expect(await settled(passing)).toBe('open');
  });

  it('are not passable while all are refused, since there is nothing to do', async () => {
    const gates = some();
    for (const [gate] of gates) gate.refuse();
    const passing = passable(gates.map(([gate]) => gate));
    expect(await settled(passing)).toBe('waiting');
    gates[1]?.[1].resolve(undefined);
    expect(await settled(passing)).toBe('open');
  });
});
