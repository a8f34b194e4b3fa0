/** A process that tries to lead, for a test to stop and continue: `node lease-process.ts <kubeconfig> <namespace> <identity>`. */
import { KubeConfig } from '@kubernetes/client-node';
import { createClient } from '../../kube/client.ts';
import { lead } from '../../kube/lease.ts';
import { createTransport } from '../../kube/transport.ts';

const [kubeconfig = '', namespace = '', identity = ''] = process.argv.slice(2);
const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const end = new AbortController();
const say = (what: string): void => void process.stdout.write(`${what}\n`);

try {
  await lead(createClient(createTransport(config)), {
    namespace, name: 'leader', identity, leaseSeconds: 3, renewSeconds: 2, retrySeconds: 0.3, signal: end.signal,
    onLead: async (leadership) => {
      say('leads');
      // Looks far more often than any timer of the lease fires: right after the process goes on, this is what a write would be guarded by.
      while (!leadership.signal.aborted) {
        say(leadership.isHeld() ? 'held' : 'not held');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  });
} catch (error) {
  say((error as Error).message);
  process.exit(3);
}
