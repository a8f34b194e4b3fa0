export type { CertificateOptions, CertificateTimes, FollowOptions, Pair, Trust } from './types.ts';
export { temporaryPair } from './temporary.ts';
