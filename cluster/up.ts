import { kubectl } from './bin.ts';
import { clusterUp } from './cluster.ts';
import { runProgram } from './refusal.ts';

await runProgram(async () => {
  const { kubeconfig } = await clusterUp();
  process.stdout.write(`The cluster is ready. To use it from this shell:

  export KUBECONFIG=${kubeconfig}
  export PATH=${(await kubectl()).replace(/\/kubectl$/, '')}:$PATH
  kubectl get pods --all-namespaces

To remove it: cluster/down
`);
});
