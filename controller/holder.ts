/** What the Lease says of who leads: the pod's name, what makes the process unlike others of that name, and the pod's address where it is known. */
export function holderIdentity({ name, address }: { name: string; address: string }, unique: string): string {
  return address === '' ? `${name}_${unique}` : `${name}_${unique}_${address}`;
}

/** The address in a holder's identity; undefined where it has none. */
export function holderAddress(identity: string): string | undefined {
  return /^[^_]+_[^_]+_([0-9a-fA-F.:]+)$/u.exec(identity)?.[1];
}
