import { describe, expect, it } from '@jest/globals';
import { KubeError } from '../../../kube/errors.ts';
import { explain } from '../../../plugin/errors/explain.ts';
import { Failure } from '../../../plugin/errors/failure.ts';

describe('explain', () => {
  it('passes a failure on as it is', () => {
    const failure = new Failure('no', { exitCode: 4 });
    expect(explain(failure)).toBe(failure);
  });

  it.each([
    ['NotFound', 3], ['Forbidden', 5], ['Unauthorized', 5], ['Invalid', 2], ['Network', 1], ['Timeout', 1], ['Conflict', 1], ['Unknown', 1],
  ] as const)('gives a %s of the API server exit code %i', (kind, exitCode) => {
    expect(explain(new KubeError(kind, 'get k6s load/a: said no', { status: 400 }))).toMatchObject({ exitCode, message: 'get k6s load/a: said no' });
  });

  it('says what to do about a missing right and about a cluster that cannot be reached', () => {
    expect(explain(new KubeError('Forbidden', 'x')).hint).toContain('doctor');
    expect(explain(new KubeError('Network', 'x')).hint).toContain('--context');
  });

  it('tells a kind that the cluster does not know from a run that is not there', () => {
    expect(explain(new KubeError('NotFound', 'list k6s a: the server could not find the requested resource')).hint).toContain('CRDs');
    expect(explain(new KubeError('NotFound', 'get k6s a/b: not found', { details: { name: 'b' } })).hint).toBeUndefined();
  });

  it('tells a login that does not work here, and a certificate that is not trusted, from what the API server refuses', () => {
    expect(explain(new KubeError('Unauthorized', 'credentials: no such file'))).toMatchObject({ exitCode: 1, hint: expect.stringContaining('kubectl config view') });
    const cause = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(explain(new KubeError('Network', 'x', { cause })).hint).toContain('--certificate-authority');
  });

  it('says where to look for a namespace that is not there', () => {
    expect(explain(new KubeError('NotFound', 'x', { details: { name: 'a', kind: 'namespaces' } })).hint).toContain('kubectl get namespaces');
  });

  it('sends to the doctor where the webhook does not answer', () => {
    const message = 'create k6s a/b: Internal error occurred: failed calling webhook "mutate.k6.io": failed to call webhook: connect: connection refused';
    expect(explain(new KubeError('Unknown', message))).toMatchObject({ exitCode: 1, message, hint: expect.stringContaining('kubectl k6 doctor') });
  });

  it('makes one line of what the parser of arguments says', () => {
    const error = Object.assign(new Error('Nonexistent flag: --foo\nSee more help with --help'), { oclif: { exit: 2 } });
    expect(explain(error)).toMatchObject({ exitCode: 2, message: 'there is no flag --foo', hint: expect.stringContaining('--help') });
    const missing = Object.assign(new Error('Missing 1 required arg:\nname  run: …'), { oclif: { exit: 2 }, args: [{ name: 'name' }] });
    expect(explain(missing)).toMatchObject({ exitCode: 2, message: 'NAME is missing' });
  });

  it('takes whatever was thrown', () => {
    expect(explain('text').message).toBe('text');
    expect(explain(new Error('')).message).toBe('no reason given');
    expect(explain(undefined).exitCode).toBe(1);
  });
});
