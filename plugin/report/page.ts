import { Html, html, type Content } from './html.ts';
import { chartData, chartsSection } from './sections/charts.ts';
import { checksSection, metricsSection, runnersSection, thresholdsSection } from './sections/tables.ts';
import { factsSection, header, headlinesSection, notesSection } from './sections/top.ts';
import { style } from './style.ts';
import type { ReportView } from './view/view.ts';

/** Nothing is loaded from anywhere; what could get past the escaping had nowhere to send what it sees. */
const policy = 'default-src \'none\'; style-src \'unsafe-inline\'; script-src \'unsafe-inline\'; img-src data:';

/**
 * The whole report as one HTML document, which needs no network.
 * @param script the page's own, as `pageScript` gives it
 * @param made by which version, and when (RFC 3339)
 */
export function page(view: ReportView, script: string, made: { version: string; time: string }): string {
  const sections: Content[] = [
    header(view), notesSection(view), factsSection(view), headlinesSection(view), thresholdsSection(view), chartsSection(view), runnersSection(view), checksSection(view),
    metricsSection(view),
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${view.name}: ${view.verdict.word}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<main>
${sections.map((section) => html`${section}
`)}</main>
<footer><p>Made by kubectl-k6 ${made.version} on ${made.time.slice(0, 19).replace('T', ' ')} UTC.</p></footer>
${view.charts.length === 0 ? undefined : html`${chartData(view)}
<script>${new Html(script)}</script>`}
</body>
</html>
`.text;
}
