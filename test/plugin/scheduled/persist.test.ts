import { describe, expect, it } from '@jest/globals';
import { KubeError, type KubeErrorKind } from '../../../kube/errors.ts';
import { persist } from '../../../plugin/scheduled/persist.ts';

/** A call that fails with these errors, one after another, and then answers with how often it was made. */
function failing(...errors: Error[]): { call: () => Promise<number>; made: () => number } {
  let made = 0;
  const call = (): Promise<number> => {
    const error = errors[made];
    made += 1;
    return error === undefined ? Promise.resolve(made) : Promise.reject(error);
  };
  return { call, made: () => made };
}
const told: string[] = [];
const options = { signal: new AbortController().signal, initialMs: 1, onError: ({ message }: Error): unknown => told.push(message) };

describe('a call of a scheduled run', () => {
  it.each<KubeErrorKind>(['Network', 'Timeout', 'Unavailable', 'TooManyRequests'])('is made again after %s, and says why', async (kind) => {
    const { call } = failing(new KubeError(kind, 'once'), new KubeError(kind, 'twice'));
    expect(await persist(call, options)).toBe(3);
    expect(told.slice(-2)).toEqual(['once', 'twice']);
  });

  it('is made again where a webhook could not be asked', async () => {
    expect(await persist(failing(new KubeError('Unknown', 'failed calling webhook', { status: 500 })).call, options)).toBe(2);
  });

  it.each<KubeErrorKind>(['Forbidden', 'Invalid', 'NotFound', 'AlreadyExists', 'Conflict'])('is not made again after %s', async (kind) => {
    const { call, made } = failing(new KubeError(kind, 'no'));
    await expect(persist(call, options)).rejects.toThrow('no');
    expect(made()).toBe(1);
  });

  it('is given up after the last attempt, and when the pod is told to end', async () => {
    const error = new KubeError('Network', 'down');
    const always = failing(error, error, error, error);
    await expect(persist(always.call, { ...options, attempts: 3 })).rejects.toThrow('down');
    expect(always.made()).toBe(3);
    const ended = failing(error, error);
    await expect(persist(ended.call, { ...options, signal: AbortSignal.abort() })).rejects.toThrow('down');
    expect(ended.made()).toBe(1);
  });
});
