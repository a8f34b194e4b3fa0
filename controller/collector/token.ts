import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What one runner shows to the collector: it names the run and the runner, so that no runner can speak for another. Base64url.
 * @param runner 1-based
 */
export function runnerToken(key: string, uid: string, runner: number): string {
  return createHmac('sha256', key).update(`${uid}/${runner}`).digest('base64url');
}

/** Takes the same time whatever it is shown, as long as the lengths are equal; those of tokens are no secret. */
export function isSameToken(wanted: string, shown: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(shown)];
  return a.length === b.length && timingSafeEqual(a, b);
}
