import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '../../../cluster/process/identity.ts';
import { endRecorded, parseRecord, record, recorded } from '../../../cluster/process/record.ts';

async function sleeper(): Promise<ProcessIdentity> {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const identity = identify(child.pid ?? 0);
  if (identity === undefined) throw new Error('sleep did not start');
  return identity;
}

describe('the records of processes', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'k6-record-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('are read back by name, whatever a crash left beside them', async () => {
    const one = await sleeper();
    record(directory, 'one', one);
    writeFileSync(join(directory, 'processes', 'two.json'), '{"pid":');
    expect(recorded(directory)).toEqual(new Map([['one', one]]));
    await endRecorded(directory);
  });

  it('end every process that is the one recorded', async () => {
    const one = await sleeper();
    record(directory, 'one', one);
    await endRecorded(directory);
    expect(isAlive(one)).toBe(false);
    expect(recorded(directory).size).toBe(0);
  });

  it('never end a process that has got the id of one recorded', async () => {
    const other = await sleeper();
    record(directory, 'one', { ...other, started: 'long ago' });
    await endRecorded(directory);
    expect(isAlive(other)).toBe(true);
    process.kill(other.pid);
  });
});

describe('a record', () => {
  it.each(['', 'null', '[]', '{"pid":1,"started":"x"}', '{"pid":"7","started":"x"}', '{"pid":7}', '{"pid":7.5,"started":"x"}', '{"pid":-7,"started":"x"}'])(
    'is no record as %s',
    (text) => {
      expect(parseRecord(text)).toBeUndefined();
    },
  );
});
