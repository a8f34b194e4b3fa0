import { describe, expect, it } from '@jest/globals';
import { judgeApi, tellingFields } from '../../../../plugin/doctor/judge/api.ts';
import type { ApiFacts } from '../../../../plugin/doctor/gather/api.ts';

const all = { K6: ['script', ...tellingFields], TestRun: ['script', ...tellingFields] };
const facts = (changes: Partial<ApiFacts> = {}): ApiFacts => ({ version: 'v1.37.2', resources: ['k6s', 'k6s/status', 'testruns', 'testruns/status'], fields: all, ...changes });
const lines = (changes: Partial<ApiFacts>): string[] => judgeApi(facts(changes)).map(({ health, message }) => `${health}: ${message}`);

describe('API server and CRDs', () => {
  it('are well where both kinds have all fields', () => {
    expect(judgeApi(facts()).map(({ health }) => health)).toEqual(['ok', 'ok', 'ok']);
  });

  it.each<[string, Partial<ApiFacts>, string]>([
    ['Kubernetes is too old', { version: 'v1.26.9' }, 'fault: Kubernetes v1.26.9 is too old; 1.27 is needed'],
    ['there are no CRDs', { resources: undefined }, 'fault: k6s.k6.io is not there in version v1alpha1'],
    ['one kind is missing', { resources: ['testruns', 'testruns/status'] }, 'fault: k6s.k6.io is not there in version v1alpha1'],
    ['a kind has no status', { resources: ['k6s', 'k6s/status', 'testruns'] }, 'fault: testruns.k6.io has no status'],
    ['a CRD is another operator\'s', { fields: { ...all, TestRun: ['script'] } }, `fault: testruns.k6.io is another operator's, or an old one: spec has no ${tellingFields.join(', ')}`],
    ['a CRD is an old one', { fields: { ...all, K6: tellingFields.slice(1) } }, 'fault: k6s.k6.io is an old one: spec has no stop'],
    ['schemas are not published', { fields: undefined }, 'unknown: k6s.k6.io is there; its schema is not published, so its version is not known'],
  ])('are judged where %s', (_, changes, line) => {
    expect(lines(changes)).toContain(line);
    for (const { health, cure } of judgeApi(facts(changes))) if (health === 'fault') expect(cure).toBeDefined();
  });
});
