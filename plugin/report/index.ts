import { page } from './page.ts';
import type { ReportInput } from './read.ts';
import { pageScript } from './script.ts';
import { reportView } from './view/view.ts';

/**
 * The page about a run.
 * @param made by which version of this client, and when (RFC 3339)
 */
export async function reportPage(input: ReportInput, made: { version: string; time: string }): Promise<string> {
  const view = reportView(input);
  return page(view, view.charts.length === 0 ? '' : await pageScript(), made);
}
