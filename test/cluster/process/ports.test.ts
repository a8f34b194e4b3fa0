import { describe, expect, it } from '@jest/globals';
import { freePorts } from '../../../cluster/process/ports.ts';

describe('free ports', () => {
  it('are as many as were asked for, and all different', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
  });

  it('are none that a connection going out could take while their server is started again', async () => {
    expect((await freePorts(20)).filter((port) => port < 1024 || port >= 30_000)).toEqual([]);
  });
});
