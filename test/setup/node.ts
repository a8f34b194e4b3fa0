import { describe } from '@jest/globals';

/** Set by the e2e project's globalSetup where the machine can have no cluster: why not, in one line. */
export const skipVariable = 'K6_E2E_SKIP';

/** `describe` for tests that need a node: skipped, not failed, where the machine cannot have one. With CI=true the set-up fails before. */
export const describeOnNode = process.env[skipVariable] === undefined ? describe : describe.skip;
