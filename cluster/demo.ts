import type { ConfigMap } from '../api/kubernetes.ts';
import type { RunStatus } from '../api/status.ts';
import { kubectl as kubectlPath } from './bin.ts';
import { clusterUp, type Cluster } from './cluster.ts';
import { follow } from './demo/follow.ts';
import { installOperator, operatorNamespace, release } from './demo/install.ts';
import { Kubectl } from './demo/kubectl.ts';
import { conditionLines, outcomeLines, shortfall } from './demo/report.ts';
import { demoNamespace, setScene, startRun } from './demo/scene.ts';
import { readSummaries, type RunnerSummary } from './demo/summary.ts';
import { seconds } from './progress.ts';
import { runProgram } from './refusal.ts';

/**
 * The whole product once: a cluster, the operator, a load test on four runners, its outcome.
 * Exit code 0 means that the run finished, passed, every runner left its summary, and there is one of all of them.
 */
const secondsToRun = 300;

await runProgram(async () => {
  const start = performance.now();
  const cluster = await clusterUp();
  const images = await installOperator(cluster);
  const kubectl = await Kubectl.for(cluster.kubeconfig, demoNamespace);
  await setScene(kubectl, images.operator);
  const run = await startRun(kubectl);
  const { name } = run.metadata;
  const runners = run.spec.parallelism ?? 1;
  console.log(`\nK6 ${demoNamespace}/${name}: config/samples/demo/script.js on ${runners} runners`);
  const status = await follow(kubectl, name, secondsToRun);
  const summaries = await summariesOf(kubectl, name);
  const wrong = shortfall(status, summaries, runners);
  console.log(`\n${outcomeLines(status, summaries).join('\n')}`);
  if (wrong !== undefined) await explain(kubectl, name, status, wrong);
  console.log(await howToGoOn(cluster, name));
  console.log(`The demo took ${seconds(performance.now() - start)}.`);
});

async function summariesOf(kubectl: Kubectl, name: string): Promise<RunnerSummary[]> {
  const summary = await kubectl.run('get', 'configmap', `${name}-summary`, '--ignore-not-found', '--output=json');
  return summary === '' ? [] : readSummaries((JSON.parse(summary) as ConfigMap).data ?? {});
}

async function explain(kubectl: Kubectl, name: string, status: RunStatus, wrong: string): Promise<void> {
  process.exitCode = 1;
  const events = await kubectl.run('get', 'events', '--sort-by=.metadata.creationTimestamp');
  console.log(`\nThe demo failed: ${wrong}\n\nConditions of K6 ${name}:\n${conditionLines(status).join('\n')}\n\nEvents in ${demoNamespace}:\n${events}`);
}

async function howToGoOn(cluster: Cluster, name: string): Promise<string> {
  const remove = cluster.kind === 'context'
    ? `helm --namespace ${operatorNamespace} uninstall ${release}; kubectl delete namespace ${demoNamespace}`
    : `make down${cluster.kind === 'kind' ? ' CLUSTER=kind' : ''}`;
  return `
To go on:
  export KUBECONFIG=${cluster.kubeconfig} PATH=${(await kubectlPath()).replace(/\/kubectl$/, '')}:$PATH
  kubectl -n ${demoNamespace} get k6,jobs,pods
  kubectl -n ${demoNamespace} get configmap ${name}-summary -o yaml    # the summary of all runners, and what each of them said at its end
  $EDITOR config/samples/demo/script.js; make demo    # another script
To tear it all down:
  ${remove}
`;
}
