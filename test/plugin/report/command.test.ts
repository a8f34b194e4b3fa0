import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../cluster/paths.ts';
import { bundlePlugin } from '../../../plugin/bundle/bundle.ts';
import { reportPage } from '../../../plugin/report/index.ts';
import { startFakeApiServer, type FakeApiServer } from '../../fakes/apiserver.ts';
import { aReportInput } from './sample.ts';

const { run, summary, timeline } = aReportInput({ runners: 3, steps: 20, slow: 2 });
const kept = {
  metadata: { name: 'checkout-peak-summary', namespace: 'load', annotations: { 'k6.io/run-uid': 'uid-of-the-run' } },
  data: { 'summary.json': JSON.stringify(summary), 'timeline.json': JSON.stringify(timeline) },
};

let folder = '';
let inputs: string[];
let server: FakeApiServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'k6-report-'));
  inputs = await bundlePlugin(root, join(folder, 'plugin'));
  server = await startFakeApiServer((answer) => {
    const { path } = answer.call;
    if (path.endsWith('/k6s/checkout-peak')) answer.json(run);
    else if (path.endsWith('/configmaps/checkout-peak-summary')) answer.json(kept);
    else if (/(k6s|testruns)$/.test(path)) answer.list('1', []);
    else answer.json({ kind: 'Status', code: 404, reason: 'NotFound', message: 'not found', details: { name: 'nowhere' } }, 404);
  });
  writeFileSync(join(folder, 'kubeconfig'), server.config.exportConfig());
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function report(...args: string[]): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [join(folder, 'plugin', 'kubectl-k6'), 'report', ...args, '-n', 'load'], {
    cwd: folder, env: { KUBECONFIG: join(folder, 'kubeconfig'), NO_COLOR: '1' }, extendEnv: false, reject: false, timeout: 60_000, stripFinalNewline: false,
  });
  return { exitCode, stdout, stderr };
}

const undated = (page: string): string => page.replace(/<footer>.*<\/footer>/, '');

describe('kubectl k6 report, bundled', () => {
  it('writes the same page that a checkout makes, uPlot and all, and says where', async () => {
    expect(await report('checkout-peak')).toEqual({ exitCode: 0, stdout: 'checkout-peak-report.html\n', stderr: '' });
    const page = readFileSync(join(folder, 'checkout-peak-report.html'), 'utf8');
    expect(undated(page)).toBe(undated(await reportPage({ ...(run && { run }), summary, ...(timeline && { timeline }) }, { version: '', time: '' })));
    expect(page).toContain('The charts are drawn by uPlot.');
  });

  it('keeps a file that is there, unless it may write over it', async () => {
    writeFileSync(join(folder, 'mine.html'), 'mine');
    expect(await report('checkout-peak', '-f', 'mine.html')).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^error: mine\.html is there already\n.*--overwrite/) });
    expect(readFileSync(join(folder, 'mine.html'), 'utf8')).toBe('mine');
    expect(await report('k6/checkout-peak', '--file=mine.html', '--overwrite')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(folder, 'mine.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('writes to stdout when asked, the page alone', async () => {
    const { exitCode, stdout, stderr } = await report('checkout-peak', '-f', '-');
    expect([exitCode, stderr, stdout.slice(0, 15), stdout.slice(-8)]).toEqual([0, '', '<!doctype html>', '</html>\n']);
  });

  it('ends with 3 for a run that is not there', async () => {
    expect(await report('nowhere')).toMatchObject({ exitCode: 3, stdout: '', stderr: expect.stringMatching(/^error: there is no run "nowhere" in namespace load\n/) });
  });

  it('names uPlot among what it contains, for its licence to be passed on', () => {
    expect(inputs.filter((path) => path.startsWith('node_modules/uplot/'))).toEqual(expect.arrayContaining([expect.stringMatching(/\.js$/), expect.stringMatching(/\.css$/)]));
  });
});
