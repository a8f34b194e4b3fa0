import { issueAuthority, issueLeaf } from './issue.ts';
import type { Pair } from './types.ts';

/** A pair that nobody trusts, so that the server can listen before the first real one is there. Valid for a day. */
export async function temporaryPair(): Promise<Pair> {
  const validity = { now: Date.now(), lifetime: 24 * 60 * 60 };
  const { key, cert } = await issueLeaf(await issueAuthority(validity), ['temporary.invalid'], validity);
  return { key, cert };
}
