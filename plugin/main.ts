#!/usr/bin/env node
import { reported } from './errors/reported.ts';
import { clientVersion } from './version.ts';

/** `kubectl k6 …`. */
async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`kubectl-k6 ${clientVersion}\n`);
    return;
  }
  if (argv[0] === '__complete') {
    const { complete } = await import('./complete/main.ts');
    await complete(argv.slice(1));
    return;
  }
  const { dispatch } = await import('./dispatch.ts');
  await dispatch(argv);
}

const argv = process.argv.slice(2);
void reported(argv, () => main(argv));
