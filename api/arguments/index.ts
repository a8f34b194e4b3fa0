export { archiveArguments, scriptArguments } from './archive.ts';
export { ArgumentError } from './error.ts';
export { conflictingFlags, findOutputs, findRps, findVus, hasFlag, isSwitchedOn, type Conflict } from './find.ts';
export { argumentFaults, runArguments } from './run.ts';
export { splitArguments } from './split.ts';
