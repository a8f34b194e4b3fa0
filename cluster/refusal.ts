/** A reason a person can act on, in one line; shown without a stack. */
export class Refusal extends Error {}

/** Runs a command-line program's body: a refusal is one line and exit code 1, anything else a stack as well. */
export async function runProgram(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(error instanceof Refusal ? `cluster: ${error.message}\n` : `cluster: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
}
