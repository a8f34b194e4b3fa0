import { describe, expect, it } from '@jest/globals';
import { proxyFor } from '../../../plugin/connect/proxy.ts';

const proxy = 'http://proxy:3128';

describe('proxyFor', () => {
  it.each([
    ['https://k8s.example:6443', { HTTPS_PROXY: proxy }, proxy],
    ['https://k8s.example', { https_proxy: 'proxy:3128' }, proxy],
    ['https://k8s.example', { HTTP_PROXY: proxy }, undefined],
    ['http://k8s.example', { HTTP_PROXY: proxy }, proxy],
    ['https://k8s.example', {}, undefined],
    ['https://k8s.example', { HTTPS_PROXY: '' }, undefined],
    ['no address', { HTTPS_PROXY: proxy }, undefined],
    // This machine itself.
    ['https://127.0.0.1:6443', { HTTPS_PROXY: proxy }, undefined],
    ['https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
    ['https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined],
  ])('is of %s with %j: %s', (server, env, expected) => {
    expect(proxyFor(server, env)).toBe(expected);
  });

  it.each([
    ['k8s.example', '*'], ['k8s.example', 'k8s.example'], ['k8s.example', 'other, example'], ['k8s.example', '.example'], ['k8s.example', '*.example'], ['K8S.example', 'k8s.EXAMPLE'],
    ['k8s.example', 'k8s.example:6443'], ['10.1.2.3', '10.0.0.0/8'], ['10.1.2.3', '10.1.2.3'], ['[fd00::1]', 'fd00::/8'],
  ])('is none for %s where NO_PROXY is %s', (host, exceptions) => {
    expect(proxyFor(`https://${host}:6443`, { HTTPS_PROXY: proxy, NO_PROXY: exceptions })).toBeUndefined();
  });

  it.each([
    ['k8s.example', '.k8s.example'], ['k8s.example', 'ample'], ['k8s.example', 'k8s.example:443'], ['10.1.2.3', '10.2.0.0/16'], ['10.1.2.3', '2.3'], ['10.1.2.3', '10.0.0.0/99'], ['k8s.example', '10.0.0.0/8'],
  ])('is the proxy for %s where NO_PROXY is %s', (host, exceptions) => {
    expect(proxyFor(`https://${host}:6443`, { HTTPS_PROXY: proxy, NO_PROXY: exceptions })).toBe(proxy);
  });
});
