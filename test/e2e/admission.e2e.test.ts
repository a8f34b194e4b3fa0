import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Run } from '../../api/run.ts';
import { root } from '../../cluster/paths.ts';
import { describeOnNode } from '../setup/node.ts';
import { aPlace, leave, type Place } from './place.ts';
import { k6ResourceMeant, k6ResourceWithExtension } from './readme2022.ts';

jest.setTimeout(120_000);

/** The resource of the 2022 README, with an image for its placeholder and the unit that it means. */
const of2022 = k6ResourceMeant('registry.example/k6:0.38.0', 'registry.example/starter:1');

const own = { 'app': 'k6', 'k6.io/managed-by': 'k6-operator' };
const golden = JSON.parse(readFileSync(join(root, 'test/webhook/refusals.golden.json'), 'utf8')) as Record<string, string>;

/** What kubectl prints of a refusal: each fault's field and words, without their reason and the first dot. */
function linesOf(message: string): string[] {
  return message.split('\n').map((line) => /^(?:- )?\.?(.*) \(Field\w+\)$/u.exec(line)?.[1]).filter((line) => line !== undefined);
}

/** What kubectl says on stderr when it fails; nothing when it does not. */
async function said(call: Promise<string>): Promise<string> {
  return call.then(() => '', (error: unknown) => (error as { stderr: string }).stderr);
}

describeOnNode('the webhook that the chart installs', () => {
  let place: Place;

  const tried = async (manifest: string): Promise<Run> => parse(await place.kubectl(['apply', '--dry-run=server', '--output=yaml', '--filename=-'], manifest)) as Run;

  beforeAll(async () => {
    place = await aPlace('admission');
  });
  afterAll(() => leave(place));

  it('takes the run of the 2022 README and fills in what it leaves open, beside what it says', async () => {
    const { metadata, spec } = await tried(of2022);
    const written = (parse(of2022) as Run).spec;
    const labelled = { labels: { ...own, 'cool-label': 'foo' }, annotations: { 'cool-annotation': 'bar' } };
    expect(metadata.labels).toEqual(own);
    expect(spec).toEqual({
      ...written, quiet: 'true', paused: 'true', runner: { ...written.runner, metadata: labelled }, starter: { ...written.starter, metadata: labelled },
    });
  });

  it('takes its run with an extension, and moves the image to where it stands today', async () => {
    const { spec } = await tried(k6ResourceWithExtension);
    const { image, ...written } = (parse(k6ResourceWithExtension) as Run).spec;
    const metadata = { labels: own };
    const ports = [{ containerPort: 5656, name: 'metrics', protocol: 'TCP' }];
    expect(spec).toEqual({ ...written, ports, quiet: 'true', paused: 'true', runner: { image, metadata }, starter: { metadata } });
  });

  it('takes both as a TestRun too', async () => {
    for (const manifest of [of2022, k6ResourceWithExtension]) {
      const [{ spec }, { spec: today }] = [await tried(manifest), await tried(manifest.replace('kind: K6', 'kind: TestRun'))];
      expect(today).toEqual(spec);
    }
  });

  it.each(Object.entries(golden))('refuses %s with its own message', async (file, message) => {
    const words = await said(place.kubectl(['apply', '--dry-run=server', `--filename=${join(root, 'config/samples/invalid', file)}`]));
    const wanted = linesOf(message);
    expect(wanted.length).toBeGreaterThan(0);
    for (const line of wanted) expect(words).toContain(line);
  });

  it('lets the same manifest be applied again without a change, client-side and server-side', async () => {
    for (const [flag, name] of [['--server-side=false', 'k6-sample'], ['--server-side=true', 'k6-sample-ssa']] as const) {
      const manifest = of2022.replace('k6-sample', name);
      const generations = [];
      for (let time = 0; time < 2; time += 1) {
        await place.kubectl(['apply', flag, '--filename=-'], manifest);
        generations.push((await place.get<Run>(`k6/${name}`)).metadata.generation);
      }
      expect(generations).toEqual([1, 1]);
    }
  });

  it('warns of what is legal yet hardly meant, on the terminal of whoever applies it', async () => {
    const warned = place.kubectl(['apply', '--dry-run=server', '--warnings-as-errors', '--filename=-'], k6ResourceWithExtension);
    expect(await said(warned)).toContain('Warning: spec.runner.image k6-prometheus:latest may be another image tomorrow: pin a version');
  });
});
