import { setTimeout } from 'node:timers/promises';
import type { Run } from '../../api/run.ts';
import { createClient } from '../../kube/client.ts';
import { k6s } from '../../kube/resources.ts';
import { createTransport } from '../../kube/transport.ts';
import { testKubeConfig } from '../setup/kubeconfig.ts';

export interface Admissions {
  /** Ends the flow and tells how many runs were tried, and what went wrong with each that was not admitted. */
  stop: () => Promise<{ sent: number; failures: string[] }>;
}

/** Creates runs by dry-run at a steady rate, whether or not the ones before are answered, all the way through the API server and the webhook. */
export function admissions(namespace: string, perSecond: number): Admissions {
  const transport = createTransport(testKubeConfig());
  const client = createClient(transport);
  const failures: string[] = [];
  const underWay: Promise<void>[] = [];
  const stopping = new AbortController();

  const admit = async (): Promise<void> => {
    try {
      const admitted = await client.create(k6s, aRunToAdmit(namespace, underWay.length), { dryRun: true });
      if (admitted.spec.parallelism !== 1) failures.push('it was stored without the webhook\'s defaults');
    } catch (error) {
      failures.push(String(error));
    }
  };
  const flow = async (): Promise<void> => {
    const begin = performance.now();
    while (!stopping.signal.aborted) {
      underWay.push(admit());
      await setTimeout(Math.max(0, begin + (underWay.length * 1000) / perSecond - performance.now()));
    }
  };
  const flowing = flow();
  return {
    stop: async () => {
      stopping.abort();
      await flowing;
      await Promise.all(underWay);
      await transport.close();
      return { sent: underWay.length, failures };
    },
  };
}

function aRunToAdmit(namespace: string, number: number): Run {
  return {
    apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: `admitted-${number}`, namespace, uid: '' }, spec: { script: { configMap: { name: 'script' } } },
  };
}
