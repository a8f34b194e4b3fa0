import { describe, expect, it } from '@jest/globals';
import { nearest } from '../../../plugin/connect/nearest.ts';

describe('nearest', () => {
  it('finds what a slip of the fingers made another name of, the nearest first', () => {
    expect(nearest('logn', ['long', 'login'])).toEqual(['login', 'long']);
    expect(nearest('checkouts', ['chckuts', 'checkout'])).toEqual(['checkout', 'chckuts']);
    expect(nearest('chekout', ['check-outs', 'search', 'checkout'])).toEqual(['checkout']);
  });

  it('takes two letters in the wrong order for one slip', () => {
    expect(nearest('rnu', ['run', 'render'])).toEqual(['run']);
    expect(nearest('chekcout', ['checkout'])).toEqual(['checkout']);
  });

  it('finds names by their beginning', () => {
    expect(nearest('check', ['checkout-2026', 'login'])).toEqual(['checkout-2026']);
  });

  it('offers nothing that is only as long, and at most three', () => {
    expect(nearest('abc', ['xyz'])).toEqual([]);
    expect(nearest('run', ['run1', 'run2', 'run3', 'run4'])).toHaveLength(3);
  });
});
