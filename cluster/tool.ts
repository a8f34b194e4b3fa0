import { execa } from 'execa';
import { argv, env, stderr } from 'node:process';
import { binary } from './bin.ts';
import { runProgram } from './refusal.ts';

/** Runs kubectl, helm or k6 with the arguments that follow: the one on PATH where there is one, else our own, built when missing. */
await runProgram(async () => {
  const [name = '', ...args] = argv.slice(2);
  if (!['kubectl', 'helm', 'k6'].includes(name)) {
    stderr.write('usage: node cluster/tool.ts kubectl|helm|k6 [argument…]\n');
    process.exitCode = 2;
    return;
  }
  const path = (await onPath(name)) ?? (await binary(name, env));
  const { exitCode } = await execa(path, args, { stdio: 'inherit', reject: false });
  process.exitCode = exitCode ?? 1;
});

async function onPath(name: string): Promise<string | undefined> {
  const { stdout } = await execa('sh', ['-c', 'command -v "$1"', 'sh', name], { reject: false });
  return stdout === '' ? undefined : stdout;
}
