#!/usr/bin/env node
import { explain } from './errors/explain.ts';
import { reportStyle, reportText } from './errors/report.ts';
import { exitOnSignals, exitWithReader } from './errors/signals.ts';
import { spareMemory } from './logs/thrift.ts';
import { clientVersion } from './version.ts';

/** `kubectl k6 …`. What fails ends here, in one line and an exit code. */
async function main(argv: readonly string[]): Promise<void> {
  if (argv[0] === 'logs') spareMemory();
  exitOnSignals();
  exitWithReader();
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`kubectl-k6 ${clientVersion}\n`);
    return;
  }
  try {
    if (argv[0] === '__complete') {
      const { complete } = await import('./complete/main.ts');
      await complete(argv.slice(1));
      return;
    }
    const { dispatch } = await import('./dispatch.ts');
    await dispatch(argv);
  } catch (error) {
    const failure = explain(error);
    process.stderr.write(`${reportText(failure, reportStyle(argv))}\n`);
    process.exitCode = failure.exitCode;
  }
}

void main(process.argv.slice(2));
