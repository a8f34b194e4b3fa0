import type { CertificateTimes } from './types.ts';

/** A certificate as decisions see it. Times are ms since 1970. */
export interface Root {
  /** SHA-256 of the certificate, hexadecimal. */
  id: string;
  /** PEM. */
  cert: string;
  notBefore: number;
  notAfter: number;
}

/** A CA with its key, PEM. */
export interface Authority extends Root {
  key: string;
}

/** A server certificate that the CA beside it has signed, and its key. */
export interface Leaf extends Authority {
  /** DNS names and IP addresses, in the form of `canonicalName`. */
  names: string[];
}

/** A CA that was replaced and is still trusted. */
export interface Previous extends Root {
  /** ms since 1970; undefined: nothing in the Secret says until when. */
  until: number | undefined;
}

/** Everything that is needed to serve and to go on; all parts fit each other. */
export interface Material {
  ca: Authority;
  leaf: Leaf;
  next: Authority | undefined;
  previous: Previous[];
}

/** What the Secret holds, as far as it can be used. */
export interface Stored {
  ca: Authority | undefined;
  /** Only one that `ca` has signed. */
  leaf: Leaf | undefined;
  next: Authority | undefined;
  previous: Previous[];
  /** `next` or `previous` is there and cannot be read. */
  flawed: boolean;
  /** Whoever looks after the Secret asks for a rotation. */
  rotate: string | undefined;
  /** UIDs of the mutating configurations of that name that own the Secret. */
  owners: string[];
}

/** The caBundle of one webhook. */
export interface Bundle {
  webhook: string;
  /** Its CA certificates. */
  roots: Root[];
  /** Certificates in it that are no CA: each vouches for itself alone. */
  others: Root[];
  /** Nothing but `roots` is in it. */
  clean: boolean;
}

export interface Configuration {
  uid: string;
  /** Goes up by one with each change, so that states which were not seen can be told. */
  generation: number;
  bundles: Bundle[];
}

/** The three objects, as last seen; undefined: not there. */
export interface View {
  secret: Stored | undefined;
  mutating: Configuration | undefined;
  validating: Configuration | undefined;
}

/** Two clocks: the wall's, which may jump and which certificates go by, and one that never steps back. Both in ms. */
export interface Clocks {
  wall: number;
  steady: number;
}

export interface Settings {
  times: CertificateTimes;
  /** In the form of `canonicalName`. */
  names: string[];
  /** 0 to 1, another one in each process, so that replicas do not all renew at the same moment. */
  jitter: number;
}

export const configurationsOf = (view: View): (Configuration | undefined)[] => [view.mutating, view.validating];

/** Every CA in any caBundle, once. */
export function publishedRoots(view: View): Root[] {
  const roots = configurationsOf(view).flatMap((configuration) => configuration?.bundles ?? []).flatMap((bundle) => bundle.roots);
  return unique(roots);
}

/** The CAs that every webhook of both configurations holds: those that the API server trusts whatever it calls. */
export function trustedRoots(view: View): Set<string> {
  const configurations = configurationsOf(view);
  const bundles = configurations.flatMap((configuration) => configuration?.bundles ?? []);
  if (configurations.some((configuration) => (configuration?.bundles ?? []).length === 0)) return new Set();
  const holds = (id: string): boolean => bundles.every(({ roots }) => roots.some((root) => root.id === id));
  return new Set(publishedRoots(view).map(({ id }) => id).filter(holds));
}

export function unique<T extends Root>(roots: T[]): T[] {
  return [...new Map(roots.map((root) => [root.id, root])).values()];
}

/** Whether the wall clock is within the certificate's validity. */
export function isValid(root: Root | undefined, { wall }: Clocks): root is Root {
  return root !== undefined && root.notBefore <= wall && wall < root.notAfter;
}
