import { beforeAll, describe, expect, it } from '@jest/globals';
import type { MergedSummary } from '../../../api/summary/merged.ts';
import { reportPage } from '../../../plugin/report/index.ts';
import type { ReportInput } from '../../../plugin/report/read.ts';
import { aReportInput, aSummary } from './sample.ts';

const made = { version: '1.2.3', time: '2026-11-23T12:00:00.000Z' };
const hostile = '</script><img src=x onerror=alert(1)>"\'&';

/** What a browser would take for elements, with the page's own scripts and styles cut out. */
function tags(page: string): string[] {
  const bare = page.replaceAll(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '<$1></$1>');
  return [...new Set([...bare.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name ?? ''))];
}

/** A run whose every text is one that would break out of where it stands. */
function hostileInput(): ReportInput {
  const { run, summary, timeline } = aReportInput({ runners: 3, steps: 20, slow: 2 });
  if (run === undefined || timeline === undefined) throw new Error('a sample without a run');
  const metrics = { ...summary.metrics, [`trend_${hostile}`]: { type: 'trend', contains: 'time', values: { [hostile]: 1 } } } satisfies MergedSummary['metrics'];
  const check = { name: hostile, path: '', id: '', passes: 1, fails: 1 };
  return {
    run: { ...run, metadata: { ...run.metadata, name: hostile }, spec: { ...run.spec, script: { configMap: { name: hostile, file: hostile } } } },
    timeline: { ...timeline, notes: [hostile] },
    summary: {
      ...summary, metrics, root_group: { name: '', path: '', id: '', checks: [check], groups: [{ name: hostile, path: '', id: '', groups: [], checks: [check] }] },
      distributed: {
        ...summary.distributed, name: hostile, namespace: hostile, k6Version: hostile, notes: [hostile],
        thresholds: [{ metric: hostile, expression: hostile, state: 'Failed', ok: false, observed: 1 }],
        runners: [{ runner: 1, reported: false, why: hostile }], errorBounds: {},
      },
    },
  };
}

let page: string;
beforeAll(async () => {
  page = await reportPage(aReportInput(), made);
});

describe('a report of 10 runners over 300 steps', () => {
  it('is smaller than 1 MB', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  it('loads nothing, and forbids itself to', () => {
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(/@import|url\(/);
    expect([...page.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual(['data:,']);
    expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;unsafe-inline&#39;; img-src data:"');
  });

  it('says the verdict before all else', () => {
    expect(page.slice(0, page.indexOf('<section'))).toContain('Thresholds failed<span class="exit">exit code 99</span>');
  });

  it('carries uPlot with its licence, and its own data as JSON', () => {
    expect(page).toMatch(/Permission is hereby granted/);
    const json = /<script type="application\/json" id="chart-data">([^<]*)<\/script>/.exec(page)?.[1] ?? '';
    expect((JSON.parse(json) as { id: string }[]).map(({ id }) => id)).toEqual(['load', 'latency', 'failed', 'data', 'runners']);
  });

  it('has one heading above all, a caption for each table and no id twice', () => {
    const count = (text: string): number => page.split(text).length - 1;
    expect(count('<h1>')).toBe(1);
    expect(count('<caption>')).toBe(count('<table '));
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has the figures of each chart in a table, too', () => {
    expect([...page.matchAll(/class="figures"/g)]).toHaveLength(5);
    expect(page).toMatch(/aria-label="Latency\. p50: [\d.]+\u00a0ms to /);
  });

  it('marks the slow runner, and no other', () => {
    const odd = [...page.matchAll(/<tr role="row" class="odd"><th[^>]*>(\d+)/g)].map(([, runner]) => runner);
    expect(odd).toEqual(['7']);
    expect(page).toContain('Runner 7 did markedly worse than the others.');
  });
});

describe('a page', () => {
  it('shows texts of users as they are, and takes none for HTML', async () => {
    const honest = await reportPage(aReportInput({ runners: 3, steps: 20, slow: 2 }), made);
    const shown = await reportPage(hostileInput(), made);
    expect(shown).not.toContain('<img');
    expect(tags(shown).filter((tag) => !tags(honest).includes(tag) && !['ul', 'li'].includes(tag))).toEqual([]);
    expect(shown.split('</script>').length).toBe(honest.split('</script>').length);
    expect(shown).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });

  it('lets no name of a line end the JSON that it stands in', async () => {
    const { jsonText } = await import('../../../plugin/report/html.ts');
    const { text } = jsonText({ name: '</script><!--' });
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual({ name: '</script><!--' });
  });

  it('says why there are no charts, and has the tables all the same', async () => {
    const summary = aSummary({ runners: 3, steps: 20 });
    const shown = await reportPage({ summary: { ...summary, distributed: { ...summary.distributed, source: 'Summaries' } } }, made);
    expect(shown).toContain('There are no charts. The runners&#39; metrics were not streamed');
    expect(shown).not.toMatch(/<script/);
    for (const id of ['thresholds', 'runners', 'checks', 'metrics']) expect(shown).toContain(`<section id="${id}">`);
  });

  it('has what is missing above the numbers', async () => {
    const summary = aSummary({ runners: 3, steps: 20 });
    const runners = summary.distributed.runners.map((one) => one.runner === 2 ? { runner: 2, reported: false, why: 'it was evicted' } : one);
    const shown = await reportPage({ summary: { ...summary, distributed: { ...summary.distributed, runners } } }, made);
    expect(shown).toContain('<li>Runner 2 has no final summary: it was evicted</li>');
    expect(shown.indexOf('id="notes"')).toBeLessThan(shown.indexOf('id="numbers"'));
  });
});
