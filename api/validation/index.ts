export type { Finding, FindingReason } from './finding.ts';
export type { Limits } from './limits.ts';
export { validateRun } from './run.ts';
export { validateUpdate } from './update.ts';
export { warnRun, type Seen } from './warn.ts';
