import { setFlagsFromString } from 'node:v8';

/**
 * Each saves memory that a command which passes lines on gains nothing by, measured on 30 logs of 200,000 lines (docs/adr/0011-memory-of-logs.md).
 * V8 knows all of them from Node 22 on; one that it does not know would be named on stderr.
 */
const flags = [
  // undici, which some logins need, parses HTTP in WebAssembly. To optimise that takes 20 MiB for a moment.
  '--no-wasm-tier-up',
  '--no-wasm-dynamic-tiering',
  // The same of JavaScript: 11 MiB for the compilers, their threads and what they compile; the baseline compiler is left, and is fast enough.
  '--no-turbofan',
  '--no-maglev',
  // Lines live shortly: a young generation that grows with their rate would take tens of MiB and save no time.
  '--semi-space-growth-factor=1',
  // What has died of the old generation is cleared up after 2 MiB more instead of after 8 and longer.
  '--optimize-for-size',
];

/** Makes this process take little memory for what it does from now on. To be called before the first call to the API server. */
export function spareMemory(): void {
  setFlagsFromString(flags.join(' '));
}
