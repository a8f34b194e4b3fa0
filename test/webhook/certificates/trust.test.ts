import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../../webhook/certificates/configuration.ts';
import { issueAuthority, issueLeaf } from '../../../webhook/certificates/issue.ts';
import { judgeTrust } from '../../../webhook/certificates/trust.ts';

const now = Date.now();
const hour = { now, lifetime: 3600 };
const [ca, other] = await Promise.all([issueAuthority(hour), issueAuthority({ now, lifetime: 7200 })]);
const leaf = await issueLeaf(ca, ['webhook.operator.svc', '::1'], hour);

const configuration = (...bundles: string[]): ReturnType<typeof readConfiguration> => readConfiguration({
  webhooks: bundles.map((pem, index) => ({
    name: `w${index}`, sideEffects: 'None', admissionReviewVersions: ['v1'], clientConfig: { caBundle: Buffer.from(pem).toString('base64') },
  })),
});
const judge = (mutating: ReturnType<typeof configuration> | undefined, validating = configuration(ca.cert), at = now, names = ['webhook.operator.svc']): ReturnType<typeof judgeTrust> =>
  judgeTrust({
    pair: leaf, names, now: at,
    configurations: [{ kind: 'M', name: 'x', configuration: mutating }, { kind: 'V', name: 'y', configuration: validating }],
  });

describe('readiness', () => {
  it('is there where every webhook holds the CA, beside others too', () => {
    expect(judge(configuration(ca.cert, other.cert + ca.cert))).toEqual({
      ready: true, reason: 'the API server trusts the served certificate', notAfter: new Date(leaf.notAfter),
    });
    expect(judge(configuration(ca.cert), undefined, now, ['0:0:0:0:0:0:0:1', 'WEBHOOK.operator.svc']).ready).toBe(true);
  });

  it.each([
    ['the M x is not there', judge(undefined)],
    ['the M x has no webhooks', judge(configuration())],
    ['the caBundle of w1 in the M x does not hold the CA of the served certificate', judge(configuration(ca.cert, other.cert))],
    ['the caBundle of w0 in the V y does not hold the CA of the served certificate', judge(configuration(ca.cert), configuration(''))],
    [`the served certificate ended at ${new Date(leaf.notAfter).toISOString()}`, judge(configuration(ca.cert), undefined, leaf.notAfter)],
    [`the served certificate is valid only from ${new Date(leaf.notBefore).toISOString()}`, judge(configuration(ca.cert), undefined, leaf.notBefore - 1)],
    ['the served certificate is not valid for elsewhere', judge(configuration(ca.cert), undefined, now, ['elsewhere'])],
  ])('is missing because %s', (reason, trust) => {
    expect(trust).toMatchObject({ ready: false, reason });
  });

  it('takes a certificate that is in the caBundle itself, as a self-signed one is, and none that is not valid for servers of its own', () => {
    expect(judge(configuration(leaf.cert), configuration(leaf.cert)).ready).toBe(true);
    expect(judge(configuration('junk'), configuration(leaf.cert)).ready).toBe(false);
  });
});
