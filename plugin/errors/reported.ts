import { explain } from './explain.ts';
import { reportStyle, reportText } from './report.ts';
import { exitOnSignals, exitWithReader } from './signals.ts';

/** Runs the program that `argv` asks for. What fails ends here, in one line and an exit code; never rejects. */
export async function reported(argv: readonly string[], program: () => Promise<void>): Promise<void> {
  exitOnSignals();
  exitWithReader();
  try {
    await program();
  } catch (error) {
    const failure = explain(error);
    process.stderr.write(`${reportText(failure, reportStyle(argv))}\n`);
    process.exitCode = failure.exitCode;
  }
}
