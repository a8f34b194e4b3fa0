/** Where the merged summary and the script below are mounted. */
export const mergedFolder = '/k6-operator';
export const wrapperFile = 'handle-summary.js';

/**
 * A script that hands the merged summary to the user's own `handleSummary()`: k6 calls that of the script it runs, once, after one empty iteration. An answer of
 * nothing would make k6 print the summary of that iteration.
 * @param script the path of the user's script in the pod
 * @param summary the name of the file with the merged summary
 */
export function wrapperScript(script: string, summary: string): string {
  return `import * as user from ${JSON.stringify(script)};

const merged = JSON.parse(open(${JSON.stringify(`${mergedFolder}/${summary}`)}));
const given = user.handleSummary || (user.default && user.default.handleSummary);

export const options = { vus: 1, iterations: 1 };

export default function () {}

export function handleSummary() {
  if (typeof given !== 'function') return { stdout: 'the script exports no handleSummary()\\n' };
  return given(merged) || {};
}
`;
}
