import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStarterReport } from '../../api/starterreport.ts';

describe('reading a termination message', () => {
  it.each(['', 'panic', '[]', '{}', 'null', '{"ok":true}', '{"ok":"yes","action":"start"}', '{"ok":true,"action":"dance"}', '{"ok":true,"action":"start"'])(
    'finds no report in %j',
    (message) => expect(parseStarterReport(message)).toBeUndefined(),
  );

  it('finds the report between other lines', () => {
    expect(parseStarterReport('sh: warning\n{"ok":true,"action":"stop","runners":2}\nbye\n')).toMatchObject({ ok: true, action: 'stop', runners: 2 });
  });

  it('passes over what is of the wrong type', () => {
    const message = '{"ok":false,"action":"start","time":"soon","skewMilliseconds":"1","reason":"Boredom","message":7,"laggards":[3,{"runner":2,"status":"x"}],"started":"all"}';
    expect(parseStarterReport(message)).toEqual({
      ok: false, action: 'start', runners: 0, retried: 0, waitedMilliseconds: 0, alreadyRunning: [], alreadyRunningCount: 0,
      laggards: [{ runner: 2 }], laggardCount: 1, started: [], startedCount: 0,
    });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (message) => {
      parseStarterReport(message);
    }));
  });
});
