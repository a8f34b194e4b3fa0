#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { explain } from './errors/explain.ts';
import { reportStyle, reportText } from './errors/report.ts';
import { exitOnSignals } from './errors/signals.ts';
import { clientVersion } from './version.ts';

/** `kubectl k6 …`. What fails ends here, in one line and an exit code. */
async function main(argv: readonly string[]): Promise<void> {
  // The compiled code is kept in the temporary folder, which makes the next start faster.
  enableCompileCache();
  exitOnSignals();
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`kubectl-k6 ${clientVersion}\n`);
    return;
  }
  try {
    const { dispatch } = await import('./dispatch.ts');
    await dispatch(argv);
  } catch (error) {
    const failure = explain(error);
    process.stderr.write(`${reportText(failure, reportStyle(argv))}\n`);
    process.exitCode = failure.exitCode;
  }
}

await main(process.argv.slice(2));
