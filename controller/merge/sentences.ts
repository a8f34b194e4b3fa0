const runnersNamed = 10;

/** `runner 3`, `runners 3 and 7`, or the first ten and how many more. */
export function runnersList(runners: readonly number[]): string {
  if (runners.length === 1) return `runner ${runners[0] ?? ''}`;
  const named = runners.slice(0, runnersNamed).map(String);
  if (runners.length > runnersNamed) return `runners ${named.join(', ')} and ${runners.length - runnersNamed} more`;
  return `runners ${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}`;
}

/** A share of 1 for a person: `1.2 %`, and never 0 for what is not 0. */
export function percent(share: number): string {
  const text = (share * 100).toFixed(1);
  return share > 0 && text === '0.0' ? 'less than 0.1 %' : `${text} %`;
}
