import { describe, expect, it } from '@jest/globals';
import { destinations, freeNetwork, nameservers, networkPlan } from '../../../cluster/node/network.ts';
import { outboundRules } from '../../../cluster/node/wiring.ts';

describe('the network of a cluster', () => {
  it('is the first, with the addresses that everybody knows, where nothing is in its way', () => {
    const plan = freeNetwork(['default', '192.0.2.0/24', '127.0.0.0/8', '172.17.0.0/16']);
    expect(plan).toEqual(networkPlan(0));
    expect(plan).toMatchObject({ serviceCidr: '10.96.0.0/16', dnsAddress: '10.96.0.10', podCidr: '10.244.0.0/24' });
  });

  it.each([
    ['another cluster', '10.244.0.0/24', 1],
    ['a wide network', '10.96.0.0/14', 4],
    ['one address in it', '198.18.0.2', 1],
    ['a route inside the Services', '10.97.3.0/24', 0],
  ])('gives way to %s', (_, route, number) => {
    expect(freeNetwork([route]).number).toBe(number);
  });

  it('does not exist where all private addresses are taken', () => {
    expect(() => freeNetwork(['10.0.0.0/8'])).toThrow('no free network');
  });

  it('sees the routes that ip prints', () => {
    expect(destinations('[{"dst":"default","gateway":"192.0.2.1"},{"type":"local","dst":"127.0.0.1"}]')).toEqual(['default', '127.0.0.1']);
  });

  it('replaces its own rules on the host as a whole, so that a second time changes nothing', () => {
    const rules = outboundRules(networkPlan(2));
    expect(rules).toMatch(/^table ip k6-cluster-2\ndelete table ip k6-cluster-2\ntable ip k6-cluster-2 \{/);
    expect(rules).toContain('ip saddr { 198.18.2.0/30, 10.244.2.0/24 } oifname != { "lo", "k6c2" } masquerade');
  });
});

describe('name servers for pods', () => {
  it('are those of the host, without the ones on its loopback', () => {
    expect(nameservers('# nameserver 1.1.1.1\nsearch x\nnameserver 127.0.0.53\nnameserver  192.0.2.53\nnameserver ::1\nnameserver fd00::53\n')).toEqual(['192.0.2.53', 'fd00::53']);
  });
});
