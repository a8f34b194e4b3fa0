export type { Finding, FindingReason } from './finding.ts';
export type { Limits } from './limits.ts';
export { validateRun } from './run.ts';
export { validateUpdate } from './update.ts';
export { warnRun } from './warn.ts';
export type { Seen } from './warnings/context.ts';
