import { clusterDown } from './cluster.ts';
import { runProgram } from './refusal.ts';

await runProgram(async () => {
  process.stdout.write((await clusterDown()) ? 'The cluster is gone.\n' : 'There was no cluster.\n');
});
