import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../../cluster/process/wait.ts';

describe('waiting', () => {
  it('ends when the thing is ready', async () => {
    let calls = 0;
    await waitUntil('a thing', () => Promise.resolve(++calls === 3), { timeout: 10_000 });
    expect(calls).toBe(3);
  });

  it('fails at its time with the last reason', async () => {
    await expect(waitUntil('a thing', () => Promise.reject(new Error('refused')), { timeout: 60 })).rejects.toThrow('a thing: not within 0.06 s (refused)');
  });

  it('fails at once when a process that it needs has ended', async () => {
    const dead = { name: 'etcd', identity: { pid: 2, started: '' }, log: '', ended: Promise.resolve('ended with exit code 1') };
    await expect(waitUntil('a thing', () => Promise.resolve(false), { timeout: 60_000, daemons: [dead] })).rejects.toThrow('a thing: etcd ended with exit code 1');
  });
});
