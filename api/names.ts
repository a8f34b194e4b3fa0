import { shown } from './shown.ts';

/** The longest DNS label; Job names end up in pod names, hostnames and label values, which all have this limit. */
const maxLabelLength = 63;
const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const suffixes = { starter: '-starter', initializer: '-initializer', stopper: '-stopper', teardown: '-teardown', summary: '-summary' } as const;

/** The Job of runner `index` (1-based). */
export function runnerName(run: string, index: number): string {
  return `${run}-${index}`;
}

export function starterName(run: string): string {
  return run + suffixes.starter;
}

export function initializerName(run: string): string {
  return run + suffixes.initializer;
}

export function stopperName(run: string): string {
  return run + suffixes.stopper;
}

export function teardownName(run: string): string {
  return run + suffixes.teardown;
}

/** The ConfigMap with what the runners printed at their end. */
export function summaryName(run: string): string {
  return run + suffixes.summary;
}

/** How many characters a run's name may have, so that the longest child's name is still a DNS label. */
export function maxRunNameLength(parallelism: number): number {
  const longest = Math.max(...Object.values(suffixes).map((suffix) => suffix.length), runnerName('', parallelism).length);
  return maxLabelLength - longest;
}

export function isDnsLabel(text: string): boolean {
  return text.length <= maxLabelLength && dnsLabel.test(text);
}

/** What keeps the children of a run with this name and parallelism from having legal names; undefined where all are legal. */
export function nameFault(run: string, parallelism: number): string | undefined {
  if (!dnsLabel.test(run)) {
    return `${shown(run)} must consist of lower-case letters, digits and "-", without dots, and start and end with a letter or digit, since the names of Jobs and pods are made from it`;
  }
  const longest = maxRunNameLength(parallelism);
  if (run.length > longest) {
    return `${shown(run)} has ${run.length} characters; use at most ${longest}, so that names such as "${initializerName('<name>')}" fit into ${maxLabelLength}`;
  }
  return undefined;
}
