import { objectOr } from '../json.ts';
import { maxRunNameLength, nameFault } from '../names.ts';
import { type Finding, invalid, tooLong } from './finding.ts';

/** How many random characters the API server adds to `generateName`. */
const generated = 'x'.repeat(5);

/** The name must leave room for the suffixes of all that is made from it. */
export function checkName(run: Record<string, unknown>): Finding[] {
  const { name, generateName } = objectOr(run.metadata);
  const parallelism = objectOr(run.spec).parallelism;
  const runners = typeof parallelism === 'number' && Number.isInteger(parallelism) && parallelism > 0 ? parallelism : 1;
  if (typeof name === 'string' && name !== '') return findings('.metadata.name', name, runners);
  if (typeof generateName === 'string' && generateName !== '') return findings('.metadata.generateName', generateName + generated, runners);
  return [];
}

function findings(path: string, name: string, parallelism: number): Finding[] {
  const fault = nameFault(name, parallelism);
  if (fault === undefined) return [];
  return [name.length > maxRunNameLength(parallelism) ? tooLong(path, fault) : invalid(path, fault)];
}
