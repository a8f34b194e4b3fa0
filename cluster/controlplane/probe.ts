import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { PkiFiles } from '../pki/files.ts';

/** The HTTP status of a GET on the API server, as a member of system:masters. Rejects when it cannot be reached within 2 s. */
export function probe(server: string, path: string, pki: PkiFiles): Promise<number> {
  const identity = {
    ca: readFileSync(pki.authority.certificate),
    cert: readFileSync(pki.kubeletClient.certificate),
    key: readFileSync(pki.kubeletClient.key),
  };
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, server), { ...identity, timeout: 2_000, agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    call.once('timeout', () => call.destroy(new Error(`${server}${path} did not answer within 2 s`)));
    call.once('error', reject);
    call.end();
  });
}
