import { describe, expect, it } from '@jest/globals';
import { freePorts } from '../../../cluster/process/ports.ts';

describe('free ports', () => {
  it('are as many as were asked for, and all different', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    expect(ports.every((port) => port > 0)).toBe(true);
  });
});
