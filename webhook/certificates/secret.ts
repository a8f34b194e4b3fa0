import type { ObjectMeta, OwnerReference } from '../../api/kubernetes.ts';
import type { Secret } from '../../kube/resources.ts';
import type { Material, Previous, Stored } from './state.ts';
import { readAuthority, readLeaf, readRoots } from './x509.ts';

/** `ca` or `leaf`, set by whoever wants a rotation now: a key may have leaked. */
export const rotateAnnotation = 'k6.io/rotate';
/** Until when each previous CA is trusted: RFC 3339 by the certificate's SHA-256, as JSON. */
const untilAnnotation = 'k6.io/previous-until';
const ownerKind = 'MutatingWebhookConfiguration';

/** What of the Secret can be used. Never throws. */
export function readSecret({ data = {}, metadata = {} }: Secret, owner: string): Stored {
  const text = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString();
  const ca = readAuthority(text('ca.crt'), text('ca.key'));
  const next = readAuthority(text('ca-next.crt'), text('ca-next.key'));
  const { roots, clean } = readRoots(text('ca-previous.crt'));
  return {
    ca,
    leaf: ca && readLeaf(text('tls.crt'), text('tls.key'), ca),
    next,
    previous: withUntil(roots, metadata.annotations?.[untilAnnotation]),
    flawed: !clean || (next === undefined && text('ca-next.crt') + text('ca-next.key') !== ''),
    rotate: metadata.annotations?.[rotateAnnotation],
    owners: ownersOf(metadata, owner).map(({ uid }) => uid),
  };
}

const ownersOf = ({ ownerReferences = [] }: ObjectMeta, name: string): OwnerReference[] =>
  ownerReferences.filter((reference) => reference.kind === ownerKind && reference.name === name);

function withUntil(roots: Omit<Previous, 'until'>[], annotation = '{}'): Previous[] {
  const times = parse(annotation);
  return roots.map((root) => {
    const until = Date.parse(String(times[root.id]));
    return { ...root, until: Number.isNaN(until) ? undefined : until };
  });
}

function parse(json: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(json)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export interface Ownership {
  namespace: string;
  name: string;
  /** The mutating configuration: with it goes the Secret. */
  owner: { name: string; uid: string };
  /** Whether a request for a rotation was answered. */
  answered: boolean;
}

/** The Secret with this material; what others put beside it stays as it is. */
export function writeSecret(before: Secret | undefined, material: Material, { namespace, name, owner, answered }: Ownership): Secret {
  const { metadata = { namespace, name, labels: { 'app.kubernetes.io/component': 'webhook', 'app.kubernetes.io/managed-by': 'k6-operator' } } } = before ?? {};
  const annotations = { ...metadata.annotations, [untilAnnotation]: untilOf(material.previous) };
  if (answered) Reflect.deleteProperty(annotations, rotateAnnotation);
  const ours = ownersOf(metadata, owner.name);
  const others = (metadata.ownerReferences ?? []).filter((reference) => !ours.includes(reference));
  const reference = { apiVersion: 'admissionregistration.k8s.io/v1', kind: ownerKind, ...owner };
  return {
    ...before,
    type: before?.type ?? 'Opaque',
    metadata: { ...metadata, annotations, ownerReferences: [...others, reference] },
    data: { ...withoutOurs(before?.data), ...encoded(material) },
  };
}

const untilOf = (previous: Previous[]): string =>
  JSON.stringify(Object.fromEntries(previous.map(({ id, until = 0 }) => [id, new Date(until).toISOString()])));

const keys = ['ca.crt', 'ca.key', 'tls.crt', 'tls.key', 'ca-next.crt', 'ca-next.key', 'ca-previous.crt'] as const;

function withoutOurs(data: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !(keys as readonly string[]).includes(key)));
}

function encoded({ ca, leaf, next, previous }: Material): Record<string, string> {
  const texts: Partial<Record<(typeof keys)[number], string>> = {
    'ca.crt': ca.cert,
    'ca.key': ca.key,
    'tls.crt': leaf.cert,
    'tls.key': leaf.key,
    ...next && { 'ca-next.crt': next.cert, 'ca-next.key': next.key },
    'ca-previous.crt': previous.map(({ cert }) => cert).join(''),
  };
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}
