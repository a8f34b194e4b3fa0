import type { Job, Pod } from '../../api/kubernetes.ts';
import { setTimeout } from 'node:timers/promises';
import type { Place } from './place.ts';

interface List<T> {
  items: T[];
}

/** The pods that carry all of these labels, such as `k6_cr=my-run,runner=true`. */
export async function podsWith(place: Place, selector: string): Promise<Pod[]> {
  return (await place.get<List<Pod>>('pods', `--selector=${selector}`)).items;
}

export async function runnersOf(place: Place, run: string): Promise<Pod[]> {
  return podsWith(place, `k6_cr=${run},runner=true`);
}

export async function jobNames(place: Place, run: string): Promise<string[]> {
  const { items } = await place.get<List<Job>>('jobs', `--selector=k6_cr=${run}`);
  return items.map(({ metadata }) => metadata?.name ?? '').toSorted();
}

/** Everything that a run makes, by kind and name. */
export async function childrenOf(place: Place, run: string): Promise<string[]> {
  const names = await place.kubectl(['get', 'jobs,pods,configmaps', `--selector=k6_cr=${run}`, '--output=name']);
  return names === '' ? [] : names.split('\n');
}

/** Waits until `check` holds; rejects after `seconds` with what was seen last. */
export async function eventually<T>(look: () => Promise<T>, check: (seen: T) => boolean, seconds: number): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (check(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s; last seen: ${JSON.stringify(seen)}`);
    await setTimeout(300);
  }
}
