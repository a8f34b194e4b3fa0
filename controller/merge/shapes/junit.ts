import type { MergedSummary, SummaryCheck, SummaryGroup } from '../../../api/summary/merged.ts';
import type { ThresholdStatus } from '../../../api/status.ts';
import { renderXml, type Element } from './xml.ts';

/**
 * The summary as JUnit XML, for CI systems: a test for each threshold and one for each check. A threshold that nothing was observed for is skipped; one whose
 * limit lies inside the error bound goes by the observed value and says so.
 */
export function junit({ distributed, root_group, state }: MergedSummary): string {
  const suites = [
    suite('thresholds', distributed.thresholds.map(thresholdCase)),
    suite('checks', [...checksOf(root_group)].map(({ group, check }) => checkCase(group, check))),
  ].filter(({ attributes }) => attributes['tests'] !== 0);
  const sum = (key: string): number => suites.reduce((total, { attributes }) => total + Number(attributes[key]), 0);
  const attributes = { name: `${distributed.namespace}/${distributed.name}`, tests: sum('tests'), failures: sum('failures'), skipped: sum('skipped'), time: state.testRunDurationMs / 1000 };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderXml({ name: 'testsuites', attributes, children: suites })}`;
}

function suite(name: string, cases: Element[]): Element {
  const having = (child: string): number => cases.filter(({ children = [] }) => children.some((one) => one.name === child)).length;
  return { name: 'testsuite', attributes: { name, tests: cases.length, failures: having('failure'), skipped: having('skipped'), errors: 0 }, children: cases };
}

function thresholdCase(threshold: ThresholdStatus): Element {
  const { metric, expression, ok, observed } = threshold;
  const attributes = { classname: metric, name: expression };
  if (ok === undefined || observed === undefined) return { name: 'testcase', attributes, children: [{ name: 'skipped', attributes: { message: 'nothing was observed' } }] };
  const message = observation(threshold, observed);
  return { name: 'testcase', attributes, children: [ok ? { name: 'system-out', attributes: {}, text: message } : failure(message)] };
}

function observation({ state, errorBound }: ThresholdStatus, observed: number): string {
  const bound = errorBound === undefined ? '' : `, and surely from ${rounded(errorBound.low)} to ${rounded(errorBound.high)}`;
  return `observed ${rounded(observed)}${bound}${state === 'Indeterminate' ? ': the limit lies in between, so this is not certain' : ''}`;
}

function checkCase(group: string, { name, passes, fails }: SummaryCheck): Element {
  const attributes = { classname: group === '' ? 'checks' : group, name };
  if (fails === 0) return { name: 'testcase', attributes };
  const total = passes + fails;
  /* Not rounded up: 100 % would say that none failed. */
  return { name: 'testcase', attributes, children: [failure(`${Math.floor((passes * 100) / total)}% (${passes} of ${total})`)] };
}

function failure(message: string): Element {
  return { name: 'failure', attributes: { message }, text: message };
}

function* checksOf(group: SummaryGroup, path: readonly string[] = []): Generator<{ group: string; check: SummaryCheck }> {
  for (const check of group.checks) yield { group: path.join(' / '), check };
  for (const inner of group.groups) yield* checksOf(inner, [...path, inner.name]);
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(6)));
}
