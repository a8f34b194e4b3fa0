import { describe, expect, it } from '@jest/globals';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { judge, reviewOf } from '../../webhook/review.ts';
import { aRun } from '../api/builders.ts';
import { aRequest, bareRun, policy, wholeRun, type ReviewOptions } from './reviews.ts';

const knowledge = { policy, seen: { nodes: 3 } };
const faulty = aRun({ parallelism: 0, script: 'my-test' as never, runner: { image: 'k6:1' } });
const risky = aRun({ parallelism: 8, separate: true, runner: { image: 'k6:latest' } });
const patched = (options: ReviewOptions): unknown => {
  const request = aRequest(options);
  const { patch = '' } = judge('mutate', request, knowledge);
  return jsonPatch.applyPatch(structuredClone(request.change.object), JSON.parse(Buffer.from(patch, 'base64').toString()) as Operation[]).newDocument;
};

describe.each(['K6', 'TestRun'] as const)('a %s', (kind) => {
  it('is given its defaults by a patch, and none the second time', () => {
    expect(patched({ kind })).toEqual(wholeRun);
    expect(judge('mutate', aRequest({ kind, object: wholeRun }), knowledge)).toEqual({ name: 'allowed', findings: [], warnings: [] });
  });

  it('that is wrong is refused by both calls with every fault at once', () => {
    for (const call of ['mutate', 'validate'] as const) {
      const { name, findings, patch } = judge(call, aRequest({ kind, object: faulty }), knowledge);
      expect([name, patch, findings.map(({ path }) => path)]).toEqual(['refused', undefined, ['.spec.script', '.spec.parallelism']]);
    }
  });

  it('that is risky is warned of once, by the last call', () => {
    expect(judge('mutate', aRequest({ kind, object: risky }), knowledge).warnings).toEqual([]);
    const { name, warnings } = judge('validate', aRequest({ kind, object: risky }), knowledge);
    expect([name, warnings]).toEqual(['allowed', expect.arrayContaining([expect.stringContaining('k6:latest'), expect.stringContaining('spec.separate')])]);
  });

  it('gets the same answer under dry-run', () => {
    for (const call of ['mutate', 'validate'] as const) {
      for (const object of [bareRun, wholeRun, faulty, risky]) {
        const judged = [false, true].map((dryRun) => judge(call, aRequest({ kind, object, request: { dryRun } }), knowledge));
        expect(judged[1]).toEqual(judged[0]);
      }
    }
  });

  it('is judged as it stands, whether or not the other call came before', () => {
    expect(judge('validate', aRequest({ kind, object: bareRun }), knowledge)).toEqual(judge('validate', aRequest({ kind, object: wholeRun }), knowledge));
  });
});

describe('what is no create or update of a run', () => {
  const ofKind = (group: string, kind: string): ReviewOptions => ({ request: { kind: { group, version: 'v1', kind } }, object: faulty });
  it.each<[string, ReviewOptions]>([
    ['another group', ofKind('batch', 'K6')], ['another kind', ofKind('k6.io', 'Pod')], ['a kind by the name of a method', ofKind('k6.io', 'toString')],
    ['the status', { object: faulty, request: { subResource: 'status' } }], ['a deletion', { object: null, request: { operation: 'DELETE' } }],
  ])('passes untouched: %s', (_, options) => {
    for (const call of ['mutate', 'validate'] as const) expect(judge(call, aRequest(options), knowledge)).toEqual({ name: 'passed', findings: [], warnings: [] });
  });
});

describe('the answer', () => {
  it('has no patch and no warnings where there are none', () => {
    const request = aRequest({ object: wholeRun });
    expect(reviewOf(request, { name: 'allowed', findings: [], warnings: [] })).toEqual({
      apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid: request.uid, allowed: true },
    });
  });

  it('names the type of its patch, and carries the warnings', () => {
    const request = aRequest();
    expect(reviewOf(request, { name: 'patched', findings: [], warnings: ['w'], patch: 'cA==' })).toMatchObject({
      response: { uid: request.uid, allowed: true, patchType: 'JSONPatch', patch: 'cA==', warnings: ['w'] },
    });
  });

  it('to a run that is refused is the Status of an invalid object, with a cause for each fault', () => {
    const request = aRequest({ object: faulty });
    const verdict = judge('mutate', request, knowledge);
    expect(reviewOf(request, verdict)).toMatchObject({
      response: {
        uid: request.uid, allowed: false,
        status: {
          status: 'Failure', code: 422, reason: 'Invalid', message: expect.stringContaining('.spec.parallelism: '),
          details: { group: 'k6.io', kind: 'K6', name: 'k6-sample', causes: verdict.findings.map(({ path, reason, message }) => ({ field: path.slice(1), reason, message })) },
        },
      },
    });
  });

  it('stays short where a run has thousands of faults', () => {
    const finding = { path: '.spec.args[7]', reason: 'FieldValueInvalid', message: 'x'.repeat(200) } as const;
    const review = reviewOf(aRequest(), { name: 'refused', findings: Array.from({ length: 50_000 }, () => finding), warnings: [] });
    expect(JSON.stringify(review).length).toBeLessThan(64 * 1024);
    expect(review).toMatchObject({ response: { status: { message: expect.stringMatching(/and \d+ more$/u) } } });
  });
});
