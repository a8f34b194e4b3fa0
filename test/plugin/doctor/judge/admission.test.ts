import { beforeAll, describe, expect, it } from '@jest/globals';
import forge from 'node-forge';
import type { Diagnosis } from '../../../../plugin/doctor/diagnosis.ts';
import type { AdmissionFacts } from '../../../../plugin/doctor/gather/admission.ts';
import { judgeAdmission } from '../../../../plugin/doctor/judge/admission.ts';
import { admission, hook, now } from '../build.ts';

const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000);

interface Authority { pem: string; issue: (from: Date, until: Date) => string }

function certificate(subject: string, issuer: string, times: [Date, Date], keys: { own: forge.pki.rsa.KeyPair; signer: forge.pki.rsa.KeyPair }): string {
  const made = forge.pki.createCertificate();
  made.publicKey = keys.own.publicKey;
  made.serialNumber = '01';
  [made.validity.notBefore, made.validity.notAfter] = times;
  made.setSubject([{ name: 'commonName', value: subject }]);
  made.setIssuer([{ name: 'commonName', value: issuer }]);
  made.setExtensions([{ name: 'basicConstraints', cA: subject === issuer }]);
  made.sign(keys.signer.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

function authority(name: string, times: [Date, Date]): Authority {
  const [signer, own] = [forge.pki.rsa.generateKeyPair(1024), forge.pki.rsa.generateKeyPair(1024)];
  return { pem: certificate(name, name, times, { own: signer, signer }), issue: (...leaf) => certificate('leaf', name, leaf, { own, signer }) };
}

let current: Authority;
let expired: Authority;
beforeAll(() => {
  current = authority('current', [days(-1), days(365)]);
  expired = authority('expired', [days(-365), days(-1)]);
});

const judge = (facts: Partial<AdmissionFacts>): Diagnosis[] => judgeAdmission(admission(facts), now);
const worst = (facts: Partial<AdmissionFacts>): Diagnosis | undefined => judge(facts).find(({ health }) => health === 'fault' || health === 'warning');

describe('the webhook', () => {
  it('is well where a run comes back with its defaults and both sides\' certificates fit', () => {
    const facts = { hooks: { value: [hook({ caBundle: expired.pem + current.pem })] }, leaf: { value: current.issue(days(-1), days(6)) } };
    expect(judge(facts).map(({ subject, health }) => `${subject} ${health}`)).toEqual(['admission ok', 'webhook ok', 'certificate ok']);
    expect(judge(facts)[1]?.message).toContain('is trusted for 365d');
  });

  it('has a fault where nobody filled its caBundle in', () => {
    expect(worst({ hooks: { value: [hook()] } })).toMatchObject({ health: 'fault', message: expect.stringContaining('has no caBundle'), cure: expect.stringContaining('logs') });
  });

  it('has a fault where its caBundle is no certificate, or none that is still valid', () => {
    expect(worst({ hooks: { value: [hook({ caBundle: 'x' })] } })?.message).toContain('cannot be read');
    expect(worst({ hooks: { value: [hook({ caBundle: expired.pem })] } })?.message).toContain('has expired');
  });

  it('has a fault where it serves with a certificate of another authority, or an expired one', () => {
    const hooks = { value: [hook({ caBundle: current.pem })] };
    expect(worst({ hooks, leaf: { value: authority('current', [days(-1), days(365)]).issue(days(-1), days(6)) } })?.message).toContain('not of an authority');
    expect(worst({ hooks, leaf: { value: current.issue(days(-8), days(-1)) } })?.message).toContain('expired 1d ago');
    expect(worst({ hooks, leaf: { value: current.issue(days(-7), days(0.1)) } })).toMatchObject({ health: 'warning', message: expect.stringContaining('expires in 2h24m') });
  });

  it('is warned of where faulty runs pass it', () => {
    expect(worst({ hooks: { value: [hook({ caBundle: current.pem, failurePolicy: 'Ignore' })] } })).toMatchObject({ health: 'warning', cure: expect.stringContaining('failurePolicy') });
    expect(worst({ probe: { let: 'through', defaulted: false } })).toMatchObject({ health: 'warning', message: expect.stringContaining('there is none') });
  });

  it('has a fault where it was not asked although it is there', () => {
    expect(worst({ hooks: { value: [hook({ caBundle: current.pem })] }, probe: { let: 'through', defaulted: false } })?.message).toContain('was not asked');
  });

  it.each([
    ['failed calling webhook "mutate.k6.io": x509: certificate signed by unknown authority', /not trusted/],
    ['failed calling webhook "mutate.k6.io": no endpoints available for service "w"', /does not answer; see: kubectl get pods -n ops/],
    ['exceeded quota: runs', /make room/],
    ['admission webhook "policy.example.com" denied the request', /see what refused it/],
  ])('has a cure for %j', (message, cure) => {
    const hooks = { value: [hook({ caBundle: current.pem })] };
    expect(worst({ hooks, probe: { let: 'denied', message } })).toMatchObject({ subject: 'admission', health: 'fault', cure: expect.stringMatching(cure) });
  });

  it('is not known to who may see nothing', () => {
    const diagnoses = judge({ hooks: { denied: 'list mutatingwebhookconfigurations' }, probe: { let: 'forbidden', message: '' } });
    expect(diagnoses.map(({ health }) => health)).toEqual(['unknown', 'unknown']);
  });
});
