import { setFlagsFromString } from 'node:v8';

/**
 * Each saves memory that a command which passes lines on gains nothing by, measured on 30 logs of 200,000 lines (docs/adr/0011-memory-of-logs.md).
 * All are known to V8 from Node 22 on; one that it does not know would be named on stderr.
 */
const flags = [
  // undici parses HTTP in WebAssembly. To optimise that takes 20 MiB for a moment; most of a log is passed over in bulk.
  '--no-wasm-tier-up',
  '--no-wasm-dynamic-tiering',
  // The same of JavaScript: 10 MiB for the compiler's threads. The one before it, Maglev, compiles nearly as fast code.
  '--no-opt',
  // Lines live shortly: a young generation that grows with their rate would take tens of MiB and save no time.
  '--semi-space-growth-factor=1',
];

/** Makes this process take little memory for what it does from now on. To be called before the first call to the API server. */
export function spareMemory(): void {
  setFlagsFromString(flags.join(' '));
}
