import { whyNoNode, wantedCluster } from '../../cluster/cluster.ts';
import { benchApply } from './apply.ts';
import { benchCollector } from './collector.ts';
import { benchCreate } from './create.ts';
import { figureLine, type Figure } from './figure.ts';
import { benchLogs } from './logs.ts';
import { benchMerge } from './merge.ts';
import { benchPlugin } from './plugin.ts';
import { benchSkew } from './skew.ts';
import { benchStreamLoad } from './streamload.ts';
import { benchWebhook } from './webhook.ts';

/** Each part with what it measures; `npm run bench -- create skew` runs those alone. */
const parts: Record<string, { title: string; measure: () => Promise<Figure[]> }> = {
  create: { title: 'Creating runner Jobs', measure: benchCreate },
  skew: { title: 'Start skew', measure: benchSkew },
  apply: { title: 'From apply to load on the real node, and what it costs', measure: benchApply },
  webhook: { title: 'Admission of a run, over TLS on loopback', measure: benchWebhook },
  plugin: { title: 'kubectl k6 against kubectl, on 200 runs with 2,000 pods', measure: benchPlugin },
  merge: { title: 'One answer of 1,000 runners with ten trends each', measure: benchMerge },
  collector: { title: 'Taking the metrics that runners stream', measure: benchCollector },
  streamload: { title: 'What one answer costs a runner, with a real k6', measure: benchStreamLoad },
  logs: { title: 'kubectl k6 logs -f against stern, on 30 runners', measure: benchLogs },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
for (const [name, { title, measure }] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${title}`);
  const obstacle = name === 'apply' && wantedCluster() === 'node' ? whyNoNode() : undefined;
  if (obstacle !== undefined) console.log(`  not measured: ${obstacle}`);
  else for (const figure of await measure()) console.log(`  ${figureLine(figure)}`);
}
