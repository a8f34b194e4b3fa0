import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../api/kubernetes.ts';
import { isObject } from '../../api/json.ts';
import { root } from '../../cluster/paths.ts';
import { goModule } from '../charts/tools.ts';
import { prometheusOperator } from '../charts/schemas.ts';
import { kubectlIn } from '../setup/kubectl.ts';
import { documents } from './markdown.ts';

jest.setTimeout(120_000);

const namespace = 'docs-snippets';
const kubectl = kubectlIn(namespace);

/** What a document shows, or a sample is, where it is a whole object of Kubernetes. */
const sources: [string, string][] = [
  ...documents().flatMap(({ blocks }) => blocks).filter(({ language }) => language === 'yaml').map(({ place, text }): [string, string] => [place, text]),
  ...globSync('config/samples/{,prometheus/,schedule/}*.yaml', { cwd: root }).sort().map((path): [string, string] => [path, readFileSync(join(root, path), 'utf8')]),
].filter(([place, text]) => basename(place) !== 'kustomization.yaml' && /^kind:/mu.test(text));

/** In the test's namespace, whichever one the reader is to put it into. */
function here(text: string): object[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject | null).filter(isObject)
    .map((object) => ({ ...object, metadata: { ...(object['metadata'] as object), namespace } }));
}

describe('a manifest in the documents and the samples', () => {
  beforeAll(async () => {
    await kubectl(['create', 'namespace', namespace]);
    const monitors = join(await goModule(prometheusOperator.module, prometheusOperator.version), prometheusOperator.folder, 'monitoring.coreos.com_podmonitors.yaml');
    await kubectl(['apply', '--server-side', '-f', monitors]);
    await kubectl(['wait', '--for=condition=Established', 'crd/podmonitors.monitoring.coreos.com', '--timeout=30s']);
  });
  afterAll(() => kubectl(['delete', 'crd', 'podmonitors.monitoring.coreos.com']));

  it.each(sources)('is taken whole by an API server that knows every field: %s', async (_, text) => {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: here(text) });
    expect(await kubectl(['create', '--dry-run=server', '--validate=strict', '--output=name', '-f', '-'], input)).not.toBe('');
  });
});
