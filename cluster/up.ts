import { kubectl } from './bin.ts';
import { clusterUp } from './cluster.ts';
import { runProgram } from './refusal.ts';

await runProgram(async () => {
  const { kind, kubeconfig } = await clusterUp();
  const removal = { node: 'To remove it: cluster/down', kind: 'To remove it: CLUSTER=kind cluster/down', context: 'It was there before, and stays.' };
  process.stdout.write(`The cluster is ready. To use it from this shell:

  export KUBECONFIG=${kubeconfig}
  export PATH=${(await kubectl()).replace(/\/kubectl$/, '')}:$PATH
  kubectl get pods --all-namespaces

${removal[kind]}
`);
});
