import { X509Certificate } from 'node:crypto';
import { span } from '../../view/time.ts';
import { type Diagnosis, fault, ok, unknown, warning } from '../diagnosis.ts';
import type { AdmissionFacts, Hook } from '../gather/admission.ts';

const dayMs = 86_400_000;

export function judgeAdmission({ hooks, probe, leaf }: AdmissionFacts, now: Date): Diagnosis[] {
  const [probed] = judgeProbe({ hooks, probe });
  if (hooks.value === undefined) return [...probed === undefined ? [] : [probed], unknown('webhook', `you have no right to ${hooks.denied ?? 'see its configuration'}`)];
  if (hooks.value.length === 0) return [warning('webhook', 'there is none: faults of a run show only once it fails', 'set webhook.enabled in the chart')];
  return [...probed === undefined ? [] : [probed], ...hooks.value.map((hook) => judgeHook(hook, leaf.value, now)), ...judgeLeaf(leaf.value, now)];
}

function judgeProbe({ hooks, probe }: Pick<AdmissionFacts, 'hooks' | 'probe'>): Diagnosis[] {
  if (probe.let === 'forbidden') return [unknown('admission', 'you may not create runs here, so it could not be tried')];
  if (probe.let === 'denied') return [fault('admission', `a good run is refused: ${probe.message}`, cureOf(probe.message, hooks.value ?? []))];
  if (probe.defaulted) return [ok('admission', 'a run was sent through the webhook and came back with its defaults (nothing was stored)')];
  if (hooks.value?.length === 0) return [];
  return [fault('admission', 'a run came through without its defaults, so the webhook was not asked', 'look at namespaceSelector and failurePolicy of its configuration: kubectl get mutatingwebhookconfigurations -o yaml')];
}

/** By what the API server says of a webhook that it could not ask. */
function cureOf(message: string, hooks: readonly Hook[]): string {
  const namespace = hooks.find((hook) => hook.namespace !== undefined)?.namespace ?? 'NAMESPACE';
  if (/x509|certificate/.test(message)) {
    return `its certificate is not trusted; the webhook repairs that within a minute, else see: kubectl logs -n ${namespace} -l app.kubernetes.io/component=webhook`;
  }
  if (/service ".*" not found|no endpoints|connection refused|context deadline|timeout|no service port/i.test(message)) {
    return `the webhook does not answer; see: kubectl get pods -n ${namespace} -l app.kubernetes.io/component=webhook, and whether the API server's way to it is open`;
  }
  if (/exceeded quota/.test(message)) return 'make room in the quota of the namespace';
  return 'see what refused it: kubectl get validatingwebhookconfigurations,validatingadmissionpolicies';
}

function judgeHook({ configuration, name, caBundle, failurePolicy }: Hook, leaf: string | undefined, now: Date): Diagnosis {
  const logs = 'the webhook fills it in itself; see its log: kubectl logs -A -l app.kubernetes.io/component=webhook';
  if (caBundle.trim() === '') return fault('webhook', `${name} of ${configuration} has no caBundle, so it is not trusted`, logs);
  const authorities = certificates(caBundle);
  if (authorities === undefined) return fault('webhook', `the caBundle of ${name} cannot be read`, `delete it, and it is filled in anew: kubectl edit ${kindOf(name)} ${configuration}`);
  const good = authorities.filter((authority) => isValid(authority, now));
  if (good.length === 0) return fault('webhook', `every certificate in the caBundle of ${name} has expired`, logs);
  if (leaf !== undefined && !isIssuedByOne(leaf, good)) return fault('webhook', `the certificate that the webhook serves is not of an authority in the caBundle of ${name}`, logs);
  const until = Math.max(...good.map((authority) => Date.parse(authority.validTo)));
  const text = `${name} is trusted for ${span(until - now.getTime())}, failurePolicy ${failurePolicy}`;
  return failurePolicy === 'Ignore' ? warning('webhook', text, 'with Ignore, faulty runs pass while the webhook is away; set webhook.failurePolicy to Fail') : ok('webhook', text);
}

function judgeLeaf(leaf: string | undefined, now: Date): Diagnosis[] {
  const [certificate] = leaf === undefined ? [] : certificates(leaf) ?? [];
  if (certificate === undefined) return [];
  const left = Date.parse(certificate.validTo) - now.getTime();
  const renew = 'it should renew itself long before; see: kubectl logs -A -l app.kubernetes.io/component=webhook';
  if (left <= 0) return [fault('certificate', `the webhook's certificate expired ${span(-left)} ago`, renew)];
  const whole = Date.parse(certificate.validTo) - Date.parse(certificate.validFrom);
  if (left < Math.min(dayMs, whole / 10)) return [warning('certificate', `the webhook's certificate expires in ${span(left)}`, renew)];
  return [ok('certificate', `the webhook's certificate is good for ${span(left)}`)];
}

function kindOf(name: string): string {
  return name === 'mutate.k6.io' ? 'mutatingwebhookconfiguration' : 'validatingwebhookconfiguration';
}

/** All certificates of a PEM bundle; undefined where it has none that can be read. */
function certificates(pem: string): X509Certificate[] | undefined {
  try {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    return blocks.length === 0 ? undefined : blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

function isValid(certificate: X509Certificate, now: Date): boolean {
  return Date.parse(certificate.validTo) > now.getTime() && Date.parse(certificate.validFrom) <= now.getTime();
}

function isIssuedByOne(leaf: string, authorities: readonly X509Certificate[]): boolean {
  const [certificate] = certificates(leaf) ?? [];
  return certificate === undefined || authorities.some((authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey));
}
