import { writeFileSync } from 'node:fs';
import { starterActions, type StarterAction } from '../api/starterreport.ts';
import { InvalidInput, parseInput, type Input } from './input.ts';
import { errorText } from './poll.ts';
import { reportLine, type Outcome } from './report.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { tearDown } from './teardown.ts';

const actions: Readonly<Record<StarterAction, (input: Input, signal: AbortSignal) => Promise<Outcome>>> = { start, stop, teardown: tearDown };

/** The report goes to the termination message, where the controller reads it, and to the log, where a person does. */
function publish(line: string): void {
  process.stdout.write(`${line}\n`);
  const file = process.env['K6_RESULT_FILE'] ?? '/dev/termination-log';
  try {
    writeFileSync(file, line);
  } catch (error) {
    process.stderr.write(`cannot write the result to ${file}: ${errorText(error)}\n`);
  }
}

/** The signals of a deleted pod and of a terminal: the second one is left to end the process at once. */
function terminationSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

function invalid(error: unknown): Outcome {
  const action = starterActions.find((known) => known === process.argv[2]) ?? 'start';
  return { action, runners: 0, waitedMilliseconds: 0, failure: { reason: 'InvalidInput', message: errorText(error) } };
}

async function run(): Promise<Outcome> {
  const signal = terminationSignal();
  try {
    const input = parseInput(process.argv[2], process.env);
    return await actions[input.action](input, signal);
  } catch (error) {
    if (error instanceof InvalidInput) return invalid(error);
    throw error;
  }
}

const outcome = await run();
publish(reportLine(outcome));
if (outcome.failure === undefined) process.exitCode = 0;
else process.exitCode = outcome.failure.reason === 'InvalidInput' ? 2 : 1;
// Timers of requests that were under way must not keep the process.
process.exit();
