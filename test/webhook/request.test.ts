import { describe, expect, it } from '@jest/globals';
import { MalformedReview, readRequest } from '../../webhook/request.ts';
import { aReview, bareRun, wholeRun } from './reviews.ts';

const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown;

describe('an admission request', () => {
  it('is read with all that a decision depends on', () => {
    const review = aReview({ before: wholeRun, kind: 'TestRun', request: { uid: 'u-1', dryRun: true } });
    expect(readRequest(review)).toEqual({
      uid: 'u-1', operation: 'UPDATE', group: 'k6.io', kind: 'TestRun', subresource: '', name: 'k6-sample', namespace: 'default', dryRun: true,
      change: { object: bareRun, before: wholeRun },
    });
  });

  it('of a create has no object before, whatever oldObject says', () => {
    expect(readRequest(aReview()).change).toEqual({ object: bareRun });
    expect(readRequest(aReview({ request: { oldObject: wholeRun } })).change).toEqual({ object: bareRun });
  });

  it.each([
    ['is no object', [], 'the body is no AdmissionReview of admission.k8s.io/v1'],
    ['is of another kind', { ...aReview(), kind: 'TokenReview' }, 'the body is no AdmissionReview'],
    ['is of another version', { ...aReview(), apiVersion: 'admission.k8s.io/v1beta1' }, 'the body is no AdmissionReview of admission.k8s.io/v1'],
    ['has no request', { ...aReview(), request: null }, 'the review has no request'],
    ['has no uid', aReview({ request: { uid: undefined } }), 'has no uid'],
    ['has an empty uid', aReview({ request: { uid: '' } }), 'has no uid'],
    ['has a number for a uid', aReview({ request: { uid: 1 } }), 'has no uid'],
    ['has a uid of a megabyte', aReview({ request: { uid: 'u'.repeat(1e6) } }), 'has no uid'],
    ['has no kind', aReview({ request: { kind: 'K6' } }), 'has no kind'],
    ['has an object nested too deep', aReview({ object: nested(101) }), 'nested deeper than 100 levels'],
    ['has an object before nested a million times', aReview({ before: nested(1e6) }), 'nested deeper than 100 levels'],
  ])('that %s is malformed', (_, body, message) => {
    expect(() => readRequest(body)).toThrow(MalformedReview);
    expect(() => readRequest(body)).toThrow(message);
  });

  it('may nest deeper than any run does', () => {
    expect(readRequest(aReview({ object: nested(100) })).change.object).toEqual(nested(100));
  });
});
