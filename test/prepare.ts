import { prepare } from './setup/prepare.ts';

/** `make test-setup`: what test/run.ts does before its first test, on its own. */
await prepare();
