import { apiVersion, type Run } from '../api/run.ts';
import { Backoff } from '../kube/backoff.ts';
import type { Client } from '../kube/client.ts';
import { sleep } from '../kube/clock.ts';
import { isKubeError } from '../kube/errors.ts';
import { k6s } from '../kube/resources.ts';

/** The mutating webhook's name in the chart; the API server puts it before what the webhook answers. */
const webhookName = 'mutate.k6.io';

export interface AdmissionOptions {
  /** One whose runs the webhook looks at; nothing is stored in it. */
  namespace: string;
  signal: AbortSignal;
  /** Told each time why admission does not work yet, where that changed. */
  onFault: (message: string) => void;
}

/**
 * Resolves once the API server was seen to ask the webhook about a run, or when `signal` aborts. Only a call all the way through it proves that:
 * the webhook's pods may be ready while the way to them, or the configuration's trust in them, has not reached the API server yet.
 */
export async function awaitAdmission(client: Client, { namespace, signal, onFault }: AdmissionOptions): Promise<void> {
  const backoff = new Backoff({ initialMs: 250, maxMs: 5000, jitter: 0.2 });
  let told: string | undefined;
  for (;;) {
    const fault = await admissionFault(client, namespace, signal);
    if (fault === undefined || signal.aborted) return;
    if (fault !== told) onFault(fault);
    told = fault;
    await sleep(backoff.next(), signal);
  }
}

/** Asks about a run that the webhook must refuse. Undefined: it did. */
async function admissionFault(client: Client, namespace: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await client.create(k6s, probe(namespace), { dryRun: true, signal });
    return 'a run without a script was let through';
  } catch (error) {
    if (!isKubeError(error)) throw error;
    if (error.message.includes(`admission webhook "${webhookName}" denied the request`)) return undefined;
    return error.kind === 'Invalid' ? `the API server did not ask the webhook ${webhookName}: ${error.message}` : error.message;
  }
}

function probe(namespace: string): Run {
  return { apiVersion, kind: 'K6', metadata: { name: 'admission-probe', namespace }, spec: {} } as unknown as Run;
}
