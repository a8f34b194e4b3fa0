export { admitted } from './admitted.ts';
export { advice } from './advice.ts';
export type { Change } from './change.ts';
export { refusalMessage } from './message.ts';
export { refusals, type Policy } from './refusals.ts';
