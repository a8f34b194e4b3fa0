import { TestEnvironment } from 'jest-environment-node';

interface CircusEvent {
  name: string;
  error?: unknown;
}

/**
 * For tests on the node: a test that fails tells what was heard last of the runs of its file, as what it compares is seldom why a run
 * went another way, and the cluster is gone when somebody reads of it.
 */
export default class extends TestEnvironment {
  handleTestEvent({ name, error }: CircusEvent): void {
    const heard = (this.global as typeof globalThis).k6RunsHeard;
    if (name !== 'test_fn_failure' || heard === undefined || !isError(error)) return;
    error.stack = `${error.stack ?? error.message}\n\nHeard last of the runs:\n${[...heard.values()].slice(-most).join('\n')}`;
  }
}

/** The one that a test is about was asked for last. */
const most = 4;

/** Of whichever realm. */
function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown;
}
