import { describe, expect, it } from '@jest/globals';
import { holderAddress, holderIdentity } from '../../controller/holder.ts';

describe('who leads', () => {
  it.each(['10.0.0.7', 'fd00::1:7'])('tells by the Lease where it is reached: %s', (address) => {
    expect(holderAddress(holderIdentity({ name: 'k6-operator-controller-5d9c-x2', address }, '7d44'))).toBe(address);
  });

  it('tells no address where it has none', () => {
    expect(holderAddress(holderIdentity({ name: 'laptop', address: '' }, '7d44'))).toBeUndefined();
    expect(holderAddress('')).toBeUndefined();
  });
});
