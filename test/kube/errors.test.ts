import { describe, expect, it } from '@jest/globals';
import { aborted, fromStatus, isKubeError, KubeError, toKubeError } from '../../kube/errors.ts';

describe('an error answer', () => {
  it.each([
    [409, 'AlreadyExists', 'AlreadyExists'], [409, 'Conflict', 'Conflict'], [403, 'Forbidden', 'Forbidden'], [401, 'Unauthorized', 'Unauthorized'],
    [404, 'NotFound', 'NotFound'], [422, 'Invalid', 'Invalid'], [400, 'BadRequest', 'Invalid'], [410, 'Gone', 'Gone'], [410, 'Expired', 'Gone'],
    [504, 'Timeout', 'Timeout'], [500, 'ServerTimeout', 'Timeout'], [429, 'TooManyRequests', 'TooManyRequests'],
    [503, 'ServiceUnavailable', 'Unavailable'], [500, 'InternalError', 'Unknown'],
  ])('%i %s is %s', (code, reason, kind) => {
    expect(fromStatus('get jobs a/b', code, { reason }).kind).toBe(kind);
  });

  it.each([[404, 'NotFound'], [409, 'Conflict'], [410, 'Gone'], [429, 'TooManyRequests'], [502, 'Unavailable'], [418, 'Unknown']])(
    '%i without a Status is %s', (code, kind) => {
      expect(fromStatus('get jobs a/b', code, undefined).kind).toBe(kind);
    },
  );

  it('says what was asked and the server’s own words', () => {
    const error = fromStatus('create jobs load/a-1', 403, { reason: 'Forbidden', message: 'exceeded quota: q', details: { name: 'a-1' } });
    expect(error.message).toBe('create jobs load/a-1: exceeded quota: q');
    expect(error).toMatchObject({ status: 403, reason: 'Forbidden', details: { name: 'a-1' } });
  });

  it('keeps how long to wait, from the header or else from the body', () => {
    expect(fromStatus('x', 429, { details: { retryAfterSeconds: 7 } }).retryAfterSeconds).toBe(7);
    expect(fromStatus('x', 429, { details: { retryAfterSeconds: 7 } }, 2).retryAfterSeconds).toBe(2);
  });
});

describe('whatever else goes wrong', () => {
  it('keeps its cause, and the cause’s words where a wrapper has none', () => {
    const socket = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    const wrapped = new AggregateError([socket]);
    const error = toKubeError('get jobs a/b', wrapped);
    expect(error).toMatchObject({ kind: 'Network', message: 'get jobs a/b: connect ECONNREFUSED 127.0.0.1:1', cause: wrapped });
  });

  it('passes unchanged when it is a KubeError already', () => {
    const error = new KubeError('Gone', 'gone');
    expect(toKubeError('x', error)).toBe(error);
  });

  it('keeps the reason of an abort', () => {
    const reason = new Error('shutting down');
    expect(aborted('x', AbortSignal.abort(reason))).toMatchObject({ kind: 'Aborted', cause: reason });
  });
});

it('tells kinds apart', () => {
  const error: unknown = new KubeError('Gone', 'gone');
  expect([isKubeError(error), isKubeError(error, 'NotFound', 'Gone'), isKubeError(error, 'NotFound'), isKubeError(new Error('gone'))])
    .toEqual([true, true, false, false]);
});
