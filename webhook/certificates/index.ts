export type { CertificateOptions, CertificateTimes, FollowOptions, Pair, Trust } from './types.ts';
export { followFiles } from './files.ts';
export { keepCertificates } from './keeper.ts';
export { temporaryPair } from './temporary.ts';
