/** The look of a report: calm, for the screen in light and dark, for a phone and for paper. Texts keep a contrast of 4.5 to 1. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --text: #1b2230; --muted: #5a6475; --edge: #dfe3ea; --soft: #eef1f5;
  --good: #0b6e4f; --good-soft: #e3f4ec; --bad: #b3261e; --bad-soft: #fcebea; --caution: #855300; --caution-soft: #fff4db; --accent: #2457c5;
  --line-first: #2457c5; --line-second: #d9730d; --line-third: #9333a8; --line-quiet: #b4bccb; --line-odd: #c5221f; --line-muted: #5a6475; --line-grid: #e8ebf0;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #10141b; --card: #181e28; --text: #e6eaf1; --muted: #9ba6b8; --edge: #2b3444; --soft: #222a37;
    --good: #5fd3a5; --good-soft: #14302a; --bad: #ff8a80; --bad-soft: #3a1d1f; --caution: #f2c14e; --caution-soft: #332a14; --accent: #83a9ff;
    --line-first: #7ea6ff; --line-second: #ffab5c; --line-third: #d58cf0; --line-quiet: #4a566b; --line-odd: #ff7b72; --line-muted: #9ba6b8; --line-grid: #273040;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; -webkit-text-size-adjust: 100%; }
main, footer { max-width: 1160px; margin: 0 auto; padding: 0 24px; }
main { padding-top: 32px; }
footer { padding-top: 8px; padding-bottom: 32px; color: var(--muted); font-size: 14px; }
section { margin-top: 36px; }
h1, h2, h3, p, dl, dd, figure, ul { margin: 0; }
h1 { font-size: 30px; line-height: 1.25; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 19px; line-height: 1.3; margin-bottom: 12px; }
h3 { font-size: 15px; line-height: 1.3; }
code, .name { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; overflow-wrap: anywhere; }
.card, table { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; }
.over { display: block; color: var(--muted); font-size: 14px; }
.quiet, #runners > p { color: var(--muted); margin-bottom: 12px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.verdict { margin-top: 16px; padding: 16px 20px; border-radius: 10px; border: 1px solid var(--edge); border-left: 6px solid var(--tone); background: var(--tone-soft); overflow-wrap: anywhere; }
.verdict.good { --tone: var(--good); --tone-soft: var(--good-soft); }
.verdict.bad { --tone: var(--bad); --tone-soft: var(--bad-soft); }
.verdict.caution { --tone: var(--caution); --tone-soft: var(--caution-soft); }
.verdict.plain { --tone: var(--accent); --tone-soft: var(--card); }
.verdict .word { color: var(--tone); font-size: 22px; font-weight: 650; line-height: 1.3; }
.verdict .sign { margin-right: 10px; }
.verdict .exit { margin-left: 12px; color: var(--muted); font-size: 15px; font-weight: 400; white-space: nowrap; }
.notes { margin-top: 16px; padding: 14px 20px; border-radius: 10px; background: var(--caution-soft); border: 1px solid var(--edge); border-left: 6px solid var(--caution); overflow-wrap: anywhere; }
.notes h2 { font-size: 16px; margin-bottom: 4px; color: var(--caution); }
.notes ul { padding-left: 20px; }

.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(148px, 1fr)); gap: 12px; }
.numbers .card { padding: 12px 14px; }
.numbers dt, .facts dt { color: var(--muted); font-size: 14px; line-height: 1.4; }
.numbers .value { font-size: 22px; font-weight: 600; line-height: 1.35; font-variant-numeric: tabular-nums; }
.numbers .bad .value { color: var(--bad); }
.numbers .more { color: var(--muted); font-size: 13px; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 12px 24px; padding: 14px 20px; font-size: 15px; }
#facts { margin-top: 16px; }
.facts dd { overflow-wrap: anywhere; }

table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 15px; font-variant-numeric: tabular-nums; overflow: hidden; }
table + table { margin-top: 16px; }
caption { text-align: left; color: var(--muted); font-size: 14px; padding: 0 0 8px 2px; }
th, td { padding: 9px 14px; text-align: left; vertical-align: top; font-weight: 400; border-top: 1px solid var(--edge); }
thead th { color: var(--muted); font-size: 13px; background: var(--soft); border-top: 0; white-space: nowrap; }
.number { text-align: right; }
.number:not(thead *) { white-space: nowrap; }
.state { font-weight: 600; white-space: nowrap; }
.state.passed { color: var(--good); } .state.failed { color: var(--bad); } .state.indeterminate { color: var(--caution); } .state.unknown { color: var(--muted); }
.tag { display: inline-block; padding: 0 7px; border-radius: 999px; background: var(--soft); color: var(--muted); font-size: 12px; line-height: 20px; white-space: nowrap; }
.bar { display: block; height: 4px; margin-top: 5px; border-radius: 2px; background: var(--soft); overflow: hidden; }
.bar i { display: block; height: 100%; border-radius: 2px; background: var(--line-first); opacity: .65; }
.bar.worse i { background: var(--line-odd); opacity: 1; }
.mark { color: var(--muted); font-size: 12px; } .mark.worse { color: var(--bad); font-weight: 600; }
.runners tr.odd > * { background: var(--bad-soft); }
.runners tr.odd > th { box-shadow: inset 4px 0 var(--bad); font-weight: 650; }
.runners th:first-child { white-space: nowrap; }
abbr { text-decoration: underline dotted var(--muted); text-underline-offset: 3px; cursor: help; }

.charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
.charts .card { padding: 16px; min-width: 0; }
.charts .card:last-child:nth-child(odd) { grid-column: 1 / -1; }
.plot { display: none; margin: 8px 0 0 -6px; min-height: 220px; }
.drawn .plot { display: block; }
figcaption { color: var(--muted); font-size: 13px; margin-top: 6px; }
.u-legend { font-size: 13px; text-align: left; color: var(--text); background: none; border: 0; border-radius: 0; width: auto; margin: 4px 0 0 6px; overflow: visible; }
.u-legend th, .u-legend td { border: 0; padding: 0 2px; white-space: nowrap; }
.u-legend.u-inline tr { margin-right: 12px; }
.u-legend .quiet { display: none; }
.u-select { background: color-mix(in srgb, var(--accent) 18%, transparent); }
.u-hz .u-cursor-x, .u-vt .u-cursor-y { border-right-color: var(--muted); }
.u-hz .u-cursor-y, .u-vt .u-cursor-x { border-bottom-color: var(--muted); }

summary { cursor: pointer; color: var(--accent); font-size: 14px; padding: 6px 0; width: fit-content; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
details table { margin-top: 8px; }
#metrics .scroll { overflow-x: auto; }
#metrics .scroll + .scroll { margin-top: 16px; }
#metrics details > .quiet { font-size: 14px; margin: 4px 0 12px; }
.figures { font-size: 13px; } .figures caption { display: none; } .figures th, .figures td { padding: 4px 10px; }

@media (max-width: 860px) { .charts { grid-template-columns: minmax(0, 1fr); } }
@media screen and (max-width: 560px) {
  main, footer { padding-left: 16px; padding-right: 16px; }
  main { padding-top: 20px; }
  h1 { font-size: 25px; }
  .verdict .exit { display: block; margin: 2px 0 0; }
  .numbers { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
  .numbers .card { padding: 10px 12px; }
  .numbers .value { font-size: 20px; }
  .charts .card { padding: 12px; }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px 16px; padding: 12px 14px; }
  .figures { font-size: 12px; } .figures th, .figures td { padding: 4px; } .figures .number { white-space: normal; }
}
@media screen and (max-width: 900px) {
  table:not(.figures, .u-legend) { display: block; background: none; border: 0; border-radius: 0; overflow: visible; }
  table:not(.figures, .u-legend) :is(caption, tbody) { display: block; }
  table:not(.figures, .u-legend) thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table:not(.figures, .u-legend) tr { display: block; margin-top: 8px; padding: 8px 0; background: var(--card); border: 1px solid var(--edge); border-radius: 10px; overflow: hidden; }
  table:not(.figures, .u-legend) :is(th, td) { display: block; border: 0; padding: 3px 14px; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  table:not(.figures, .u-legend) td { display: grid; grid-template-columns: minmax(96px, 34%) minmax(0, 1fr); column-gap: 10px; }
  table:not(.figures, .u-legend) td::before { content: attr(data-title); color: var(--muted); font-size: 14px; }
  table:not(.figures, .u-legend) td > * { justify-self: start; }
  table.compact:not(.figures, .u-legend) tr { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); padding: 6px 4px; }
  table.compact:not(.figures, .u-legend) th { grid-column: 1 / -1; padding-left: 10px; font-weight: 650; }
  table.compact:not(.figures, .u-legend) td { display: block; padding: 3px 10px 5px; }
  .compact td::before { display: block; line-height: 1.3; }
  table.compact:not(.figures, .u-legend) td > * { justify-self: auto; }
  .runners .mark { display: inline-block; }
  .runners th::before { content: "Runner "; }
  table.runners:not(.figures, .u-legend) tr.odd { background: var(--bad-soft); box-shadow: inset 4px 0 var(--bad); }
  .runners tr.odd > *, .runners tr.odd > th { background: none; box-shadow: none; }
}
@media screen and (max-width: 560px) {
  table.compact:not(.figures, .u-legend) tr { grid-template-columns: repeat(3, minmax(0, 1fr)); }
}
@media print {
  :root { color-scheme: light; }
  body { background: #fff; font-size: 12px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main, footer { max-width: none; padding: 0; }
  section, .card, tr, .verdict { break-inside: avoid; }
  #thresholds, #runners, #checks, #metrics, #time { break-inside: auto; }
  h2, h3, caption { break-after: avoid; }
  figure details, .u-legend .u-value, .u-legend tr:first-child { display: none; }
  .u-inline.u-live th::after { content: none; }
  table { font-size: 11px; }
}
`;
