import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../cluster/paths.ts';
import { RunMetrics } from '../../controller/collector/metrics.ts';
import { Metrics } from '../../controller/metrics.ts';

it('the metrics of the controller are all in the chart\'s README with their labels, and nothing else is', async () => {
  const served = registryWithAll().getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[];
  const common = ['namespace', 'name', 'kind'];
  const names = served.filter(({ name }) => name.startsWith('k6_operator_')).map(({ name, labelNames }) => {
    const own = labelNames.filter((label) => !common.includes(label));
    return own.length > 0 ? `${name}{${own.join(',')}}` : name;
  });
  const [, section = ''] = (await readFile(join(root, 'charts', 'k6-operator', 'README.md'), 'utf8')).split('\n## Metrics\n');
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `k6_operator_'));
  const told = rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/gu)].map(([, name]) => name));
  expect(told.toSorted()).toEqual(names.toSorted());
});

function registryWithAll(): Metrics['registry'] {
  const metrics = new Metrics();
  metrics.observe({ queueLength: () => 0, runs: () => [] });
  new RunMetrics(metrics.registry).observe(() => []);
  return metrics.registry;
}
