import { describe, expect, it } from '@jest/globals';
import { normalise } from './normalise.ts';

const varying = { 'load-000000': 'load-a1b2c3', '/home/me': '/tmp/k6-1' };

describe('normalise', () => {
  it.each([
    ['run in load-a1b2c3 from /tmp/k6-1/a.js', 'run in load-000000 from /home/me/a.js'],
    ['Created   2026-11-24T01:40:00Z (1m5s ago)', 'Created   2026-01-31T12:00:00Z (#s ago)'],
    ['time="2026-11-24T01:40:00.123+02:00"', 'time="2026-01-31T12:00:00Z"'],
    ['└─ pod/passes-1-x7k2p   Running', '└─ pod/passes-1-xxxxx   Running'],
    ['resourceVersion: "4711"', 'resourceVersion: "1"'],
    ['uid: 0b1f3d8e-9a6c-4d53-8c53-0d5be2c0f1aa', 'uid: 00000000-0000-0000-0000-000000000000'],
    ['  1m5s  Running', '   #s  Running'],
    ['Ran       7s', 'Ran       #s'],
    ['2 runners, ran 7s, start skew 12.3ms', '2 runners, ran #s, start skew #ms'],
    ['\u001b[36mPassed\u001b[39m\r\n', '\\e[36mPassed\\e[39m\n'],
    // What is said always stays.
    ['write one such as 30s, 5m or 1h30m', 'write one such as 30s, 5m or 1h30m'],
    ['not over after 2 runners', 'not over after 2 runners'],
    ['ended with exit code 107', 'ended with exit code 107'],
  ])('makes of %j: %j', (text, expected) => {
    expect(normalise(text, varying)).toBe(expected);
  });

  it('keeps columns apart from those that vary in width', () => {
    const rows = ['NAME   AGE    SKEW     RAN', 'a      1m5s   12.3ms   7s'];
    const others = ['NAME   AGE   SKEW   RAN', 'a      9s    1ms    7s'];
    expect(normalise(rows.join('\n'), {})).toBe(normalise(others.join('\n'), {}));
  });
});
