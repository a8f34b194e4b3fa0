import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../webhook/config.ts';

const least = {
  POD_NAMESPACE: 'ops', WEBHOOK_SERVICE: 'k6-webhook', CERTIFICATE_SECRET: 'k6-webhook-tls', MUTATING_CONFIGURATION: 'm', VALIDATING_CONFIGURATION: 'v',
};

describe('the webhook\'s configuration', () => {
  it('has a default for all but the names of what belongs to it', () => {
    expect(readConfig(least)).toEqual({
      port: 9443, namespace: 'ops', policy: { limits: { maxParallelism: 1000 }, images: { runner: 'loadimpact/k6:latest' } },
      configurations: { mutating: 'm', validating: 'v' },
      certificates: {
        secret: 'k6-webhook-tls', names: ['k6-webhook.ops.svc', 'k6-webhook.ops.svc.cluster.local', 'k6-webhook.ops', 'k6-webhook'],
        times: { caLifetime: 31_536_000, leafLifetime: 604_800, propagation: 10, overlap: 3600 },
      },
      drainSeconds: 5, logLevel: 'info',
    });
  });

  it('takes all that the chart sets', () => {
    const config = readConfig({
      ...least, WEBHOOK_PORT: '10250', CERTIFICATE_NAMES: 'webhook.example.test, 10.0.0.1', CA_LIFETIME_SECONDS: '60', LEAF_LIFETIME_SECONDS: '20', CA_PROPAGATION_SECONDS: '0.5',
      CA_OVERLAP_SECONDS: '0', K6_RUNNER_IMAGE: 'k6:1', MAX_PARALLELISM: '50', LOG_LEVEL: 'debug', DRAIN_SECONDS: '0',
    });
    expect(config).toMatchObject({
      port: 10_250, policy: { limits: { maxParallelism: 50 }, images: { runner: 'k6:1' } }, logLevel: 'debug', drainSeconds: 0,
      certificates: { times: { caLifetime: 60, leafLifetime: 20, propagation: 0.5, overlap: 0 } },
    });
    expect(config.certificates).toMatchObject({ names: expect.arrayContaining(['webhook.example.test', '10.0.0.1']) });
  });

  it('needs neither a Secret nor names where somebody else makes the certificates', () => {
    expect(readConfig({ ...least, WEBHOOK_SERVICE: '', CERTIFICATE_SECRET: '', CERTIFICATE_DIRECTORY: '/tls' }).certificates).toEqual({ directory: '/tls' });
  });

  it.each(Object.keys(least))('says that %s is missing', (name) => {
    expect(() => readConfig({ ...least, [name]: '' })).toThrow(`${name} is not set: it names `);
  });

  it.each([
    ['WEBHOOK_PORT', '65536'], ['WEBHOOK_PORT', 'https'], ['MAX_PARALLELISM', '0'], ['CA_LIFETIME_SECONDS', '0.5'], ['LEAF_LIFETIME_SECONDS', '0'],
    ['CA_PROPAGATION_SECONDS', '-1'], ['CA_OVERLAP_SECONDS', '1h'], ['DRAIN_SECONDS', 'never'], ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => readConfig({ ...least, [name]: value })).toThrow(`${name} is "${value}"; it must be`);
  });
});
