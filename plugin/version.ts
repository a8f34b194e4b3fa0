import manifest from '../package.json' with { type: 'json' };

/** The version of this client; that of the operator it belongs to. */
export const clientVersion: string = manifest.version;
