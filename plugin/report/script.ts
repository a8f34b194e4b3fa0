import { join } from 'node:path';

/** The script of the page, with uPlot. From a checkout it is made now, which needs esbuild; the bundle of the plugin has it as a text instead of this. */
export async function pageScript(): Promise<string> {
  const { browserScript } = await import('../bundle/browser.ts');
  return (await browserScript(join(import.meta.dirname, '../..'))).text;
}
