import { describe, expect, it } from '@jest/globals';
import { readableLog } from '../../../api/summary/runnerlog.ts';
import { readSummaries } from '../../../cluster/demo/summary.ts';

const log = `
    HTTP
    http_req_failed................: 0.00% 0 out of 590
    http_reqs......................: 590   97.643224/s

    EXECUTION
    iterations.....................: 590   97.643224/s
    vus............................: 3     min=3        max=10
    vus_max........................: 10    min=10       max=12
`;

describe('the summaries of the runners', () => {
  it('give each runner\'s own VUs and requests, in the runners\' order', () => {
    const data = { 'runner-10.log': log, 'runner-2.log': log.replaceAll('590', '7'), 'runner-1.log': log };
    expect(readSummaries(data)).toEqual([
      { runner: 1, vus: 10, requests: 590 }, { runner: 2, vus: 10, requests: 7 }, { runner: 10, vus: 10, requests: 590 },
    ]);
  });

  it('are found in a log as it is kept, without the export that k6 wrote beside them', () => {
    const exported = JSON.stringify({ metrics: { http_reqs: { count: 590 } }, root_group: { name: '' } }, null, 4);
    const kept = readableLog(`${log}${exported}\n`);
    expect(kept).not.toContain('root_group');
    expect(readSummaries({ 'runner-1.log': kept })).toEqual([{ runner: 1, vus: 10, requests: 590 }]);
  });

  it('leave out what a log does not say', () => {
    expect(readSummaries({ 'runner-1.log': 'panic: no summary', 'other': log })).toEqual([{ runner: 1 }]);
  });
});
