import { describe, expect, it } from '@jest/globals';
import { KubeError } from '../../kube/errors.ts';
import { exitCodes, Failure } from '../../plugin/errors/failure.ts';
import { forAll } from '../../plugin/forall.ts';

describe('what is done to several', () => {
  it('is begun with all of them at once, and told in their order', async () => {
    const written: string[] = [];
    const { promise, resolve } = Promise.withResolvers<string>();
    const all = forAll(['slow', 'fast', 'silent'], (name) => {
      if (name === 'silent') resolve('slow is done');
      return name === 'slow' ? promise : Promise.resolve(name === 'fast' ? 'fast is done' : undefined);
    }, { write: (line) => written.push(line), warn: () => undefined });
    await all;
    expect(written).toEqual(['slow is done', 'fast is done']);
  });

  it('is done to those behind one that fails as well, and ends with the first error', async () => {
    const [written, warned]: [string[], string[]] = [[], []];
    const errors: Record<string, Error> = { a: new Failure('there is no a', { exitCode: exitCodes.notFound }), b: new KubeError('Forbidden', 'no right to b') };
    await expect(forAll(['a', 'b', 'c'], (name) => (errors[name] === undefined ? Promise.resolve(name) : Promise.reject(errors[name])), {
      write: (line) => written.push(line), warn: (line) => warned.push(line),
    })).rejects.toBe(errors['a']);
    expect([written, warned]).toEqual([['c'], ['error: no right to b']]);
  });
});
