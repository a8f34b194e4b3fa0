import { Flags } from '@oclif/core';

/** What is to be run, and how; `run` and `render` take the same. */
export const sourceFlags = {
  file: Flags.string({ char: 'f', description: 'manifest of one K6 or TestRun, or - for stdin; a SCRIPT beside it replaces its own', helpValue: 'FILE' }),
  name: Flags.string({ description: 'name of the run; default: the script\'s, and some letters' }),
  parallelism: Flags.integer({ char: 'p', description: 'how many runners share the script', min: 1 }),
  env: Flags.string({ char: 'e', description: 'variable for the script; KEY alone: with its value here', helpValue: 'KEY=VALUE', multiple: true, multipleNonGreedy: true }),
  image: Flags.string({ description: 'image of the runners, with k6 in its PATH' }),
  args: Flags.string({ description: 'arguments of k6 run, as in a shell', helpValue: 'TEXT' }),
  vus: Flags.integer({ description: 'virtual users of all runners together', min: 0 }),
  duration: Flags.string({ description: 'how long the virtual users iterate, such as 5m', helpValue: 'TIME' }),
  include: Flags.string({ description: 'file or folder that goes along, though the script asks for it only when it runs', helpValue: 'PATH', multiple: true, multipleNonGreedy: true }),
};
