import { describe } from '@jest/globals';
import { skipVariable } from './kubeconfig.ts';

/** `describe` for tests that need a node: skipped, not failed, where the machine cannot have one. With CI=true the set-up fails before. */
export const describeOnNode = process.env[skipVariable] === undefined ? describe : describe.skip;
