import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../controller/config.ts';

const least = { K6_OPERATOR_IMAGE: 'example.test/k6-operator:1' };

describe('the controller\'s configuration', () => {
  it('needs the operator\'s own image alone', () => {
    expect(readConfig(least)).toMatchObject({
      settings: { operatorImage: 'example.test/k6-operator:1', runnerImage: 'loadimpact/k6:latest', maxParallelism: 1000 },
      namespaces: [], leaderElection: { enabled: true, namespace: 'k6-operator-system', name: 'k6-operator-controller' }, port: 8080, logLevel: 'info', workers: 8, concurrency: 64,
    });
    expect(readConfig(least).settings).not.toHaveProperty('imagePullPolicy');
  });

  it('says which variable is missing or cannot be used', () => {
    expect(() => readConfig({})).toThrow('K6_OPERATOR_IMAGE is not set');
    for (const [name, value] of [['HTTP_PORT', 'http'], ['MAX_PARALLELISM', '0'], ['RECONCILE_WORKERS', '1.5'], ['CREATE_CONCURRENCY', '-1']]) {
      expect(() => readConfig({ ...least, [name ?? '']: value })).toThrow(`${name ?? ''} is "${value ?? ''}"; it must be a whole number from 1 up`);
    }
  });

  it('takes all that the chart sets', () => {
    const config = readConfig({
      ...least, K6_RUNNER_IMAGE: 'k6:1', K6_IMAGE_PULL_POLICY: 'Always', MAX_PARALLELISM: '50', LEADER_ELECT: 'false', LEASE_NAME: 'r', POD_NAMESPACE: 'ops', POD_NAME: 'pod-1',
      HTTP_PORT: '9000', LOG_LEVEL: 'debug', RECONCILE_WORKERS: '2', CREATE_CONCURRENCY: '3', WATCH_NAMESPACES: 'a, b,',
    });
    expect(config).toMatchObject({
      settings: { runnerImage: 'k6:1', imagePullPolicy: 'Always', maxParallelism: 50 }, namespaces: ['a', 'b'], leaderElection: { enabled: false, namespace: 'ops', name: 'r' },
      port: 9000, logLevel: 'debug', workers: 2, concurrency: 3,
    });
    expect(config.leaderElection.identity).toMatch(/^pod-1_[0-9a-f-]{36}$/);
  });

  it('collects the runners\' metrics where it is told by which name they find it', () => {
    expect(readConfig(least)).not.toHaveProperty('collector');
    const config = readConfig({ ...least, COLLECTOR_HOST: 'collector.ops.svc', COLLECTOR_PORT: '4319', POD_NAME: 'pod-1', POD_IP: '10.0.0.7' });
    expect(config.collector).toEqual({ host: 'collector.ops.svc', port: 4319, protocol: 'auto' });
    expect(config.leaderElection.identity).toMatch(/^pod-1_[0-9a-f-]{36}_10\.0\.0\.7$/);
    expect(readConfig({ ...least, COLLECTOR_HOST: 'x', COLLECTOR_PROTOCOL: 'otlp' }).collector?.protocol).toBe('otlp');
    expect(() => readConfig({ ...least, COLLECTOR_HOST: 'x', COLLECTOR_PROTOCOL: 'grpc' })).toThrow('COLLECTOR_PROTOCOL is "grpc"');
    expect(() => readConfig({ ...least, COLLECTOR_HOST: 'x', COLLECTOR_PORT: '70000' })).toThrow('COLLECTOR_PORT is "70000"');
  });

  it('waits for admission where there is a webhook to wait for', () => {
    expect(readConfig(least)).not.toHaveProperty('admissionNamespace');
    expect(readConfig({ ...least, ADMISSION_NAMESPACE: 'default' }).admissionNamespace).toBe('default');
  });

  it('watches the one namespace of WATCH_NAMESPACE, and WATCH_NAMESPACES before it', () => {
    expect(readConfig({ ...least, WATCH_NAMESPACE: 'a' }).namespaces).toEqual(['a']);
    expect(readConfig({ ...least, WATCH_NAMESPACE: 'a', WATCH_NAMESPACES: 'b,c' }).namespaces).toEqual(['b', 'c']);
  });

  it('has another identity in each process, so that a restarted one does not take itself for the leader', () => {
    expect(readConfig(least).leaderElection.identity).not.toBe(readConfig(least).leaderElection.identity);
  });
});
