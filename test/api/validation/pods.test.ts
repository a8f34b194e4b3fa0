import { describe, expect, it } from '@jest/globals';
import { type Finding, validateRun } from '../../../api/validation/index.ts';
import { aManifest, script } from '../builders.ts';

const found = (spec: object): Finding[] => validateRun(aManifest({ script, ...spec }), { maxParallelism: 500 });
const messages = (spec: object): string[] => found(spec).map(({ path, message }) => `${path} ${message}`);

describe('quantities', () => {
  it('of the 2022 README are refused with the one that was meant', () => {
    expect(messages({ runner: { resources: { limits: { memory: '1000mi' } } } })).toEqual([
      '.spec.runner.resources.limits.memory "1000mi" is not a quantity: did you mean "1000Mi"?',
    ]);
  });

  it.each([
    ['1gi', '1Gi'], ['512MiB', '512Mi'], ['512mb', '512M'], ['100K', '100k'], ['100KI', '100Ki'], ['1.5gb', '1.5G'], ['1 Gi', '1Gi'], [' 1Gi', '1Gi'],
  ])('%s gets the suggestion %s', (amount, suggestion) => {
    expect(messages({ starter: { resources: { requests: { memory: amount } } } })[0]).toContain(`did you mean "${suggestion}"?`);
  });

  it.each([['lots'], ['1000Mi500'], [''], ['1'.repeat(100)], ['-1Gi'], [-1], [0.5], [true], [[]]])('cannot be %j', (amount) => {
    expect(found({ initializer: { resources: { limits: { cpu: amount } } } })).toHaveLength(1);
  });

  it('of half a CPU are written in quotes', () => {
    expect(messages({ runner: { resources: { requests: { cpu: 0.5 } } } })[0]).toContain('write "0.5" in quotes');
  });

  it.each([['1000Mi'], ['500m'], ['0.5'], ['.5'], ['1e3'], ['1E'], ['2'], [2], ['+1'], ['100k'], ['5.']])('can be %j', (amount) => {
    expect(found({ runner: { resources: { requests: { cpu: amount } } } })).toEqual([]);
  });

  it.each([
    ['200m', '100m', 1], ['1Gi', '1000Mi', 1], [2, '1', 1], ['1e3', '999', 1], ['100m', '0.1', 0], ['1000Mi', '1Gi', 0], ['1', undefined, 0],
  ])('requested as %j with the limit %j have %d faults', (request, limit, faults) => {
    const resources = { requests: { cpu: request }, limits: limit === undefined ? {} : { cpu: limit } };
    expect(found({ runner: { resources } })).toHaveLength(faults);
  });

  it('are checked in init containers and in emptyDir as well', () => {
    const volumes = [{ name: 'a', emptyDir: { sizeLimit: '1gi' } }];
    const paths = found({ runner: { volumes, initContainers: [{ resources: { limits: { cpu: 'x' } } }] } }).map(({ path }) => path);
    expect(paths).toEqual(['.spec.runner.volumes[0].emptyDir.sizeLimit', '.spec.runner.initContainers[0].resources.limits.cpu']);
  });
});

describe('images', () => {
  it.each(['<custom-image>', 'k6 latest', 'K6/Runner', 'k6:', 'k6@sha256:12', '-k6', 'a'.repeat(600), 'http://registry/k6'])('cannot be %s', (image) => {
    expect(found({ runner: { image } })).toMatchObject([{ path: '.spec.runner.image', reason: 'FieldValueInvalid' }]);
  });

  it.each([
    'k6', 'k6:1.8.1', 'loadimpact/k6:latest', 'ghcr.io/grafana/operator:latest-runner', 'localhost:5000/a/b_c/d--e.f:v1', `k6@sha256:${'a'.repeat(64)}`, `Registry.Example:80/k6:1@sha256:${'a'.repeat(64)}`,
  ])('can be %s', (image) => {
    expect(found({ image, starter: { image }, initializer: { image } })).toEqual([]);
  });

  it('are left out rather than empty', () => {
    expect(messages({ runner: { image: '' } })[0]).toContain('leave it out');
  });

  it('of any length are judged at once', () => {
    expect(found({ runner: { image: `${'a-'.repeat(250)}!` } })).toHaveLength(1);
  });
});

describe('environment variables', () => {
  it.each([
    [{ name: 'A', value: 5 }, 'write "5" in quotes'], [{ name: 'A', value: true }, 'write "true" in quotes'], [{ value: 'x' }, 'needs the variable\'s name'],
    [{ name: 'A=B' }, 'without "="'], [{ name: 'ü' }, 'without "="'], [{ name: 'A', value: 'x', valueFrom: {} }, 'keep one'], ['A=B', 'not an object'],
  ])('cannot be %j', (variable, message) => {
    expect(messages({ runner: { env: [variable] } })).toEqual([expect.stringContaining(message)]);
  });

  it('can have empty values and dotted names', () => {
    expect(found({ starter: { env: [{ name: 'a.b-c', value: '' }, { name: '1_A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } }, value: '' }, { name: 'B' }] } })).toEqual([]);
  });

  it('are a list', () => {
    expect(messages({ runner: { env: { A: 'b' } } })[0]).toContain('is not a list');
  });
});

describe('ports', () => {
  it.each([
    [{ containerPort: 0 }, 'write 1 or more'], [{ containerPort: 65536 }, 'write 65535 or less'], [{ name: 'metrics' }, 'needs the port\'s number'], [{ containerPort: 80, protocol: 'tcp' }, 'write TCP or UDP or SCTP'],
    [{ containerPort: 80, name: 'prometheus-metrics' }, 'at most 15'], [{ containerPort: 80, name: '80' }, 'with a letter'], [{ containerPort: 80, name: 'a--b' }, 'single "-"'], [5656, 'not an object'],
  ])('cannot be %j', (port, message) => {
    expect(messages({ ports: [port] })).toEqual([expect.stringContaining(message)]);
  });

  it('have a name of their own each', () => {
    expect(found({ ports: [{ containerPort: 1, name: 'a' }, { containerPort: 2, name: 'a' }] })).toMatchObject([{ path: '.spec.ports[1].name', reason: 'FieldValueDuplicate' }]);
  });

  it('of the 2022 README are fine', () => {
    expect(found({ ports: [{ containerPort: 5656, name: 'metrics' }, { containerPort: 5657 }, { containerPort: 5658 }] })).toEqual([]);
  });
});

describe('labels', () => {
  it.each([
    [{ 'a b': 'c' }, 'not a legal key'], [{ a: 'b c' }, 'not a label value'], [{ a: 'x'.repeat(64) }, 'not a label value'], [{ a: true }, 'write "true" in quotes'], [{ 'A.b/': 'c' }, 'not a legal key'], [{ '/a': 'c' }, 'not a legal key'],
  ])('cannot be %j', (labels, message) => {
    expect(messages({ runner: { metadata: { labels } } })).toEqual([expect.stringContaining(message)]);
    expect(messages({ runner: { nodeSelector: labels } })).toEqual([expect.stringContaining(message)]);
    expect(messages({ runner: { nodeselector: labels } })).toEqual([expect.stringContaining(message)]);
  });

  it('can be empty and have a domain; annotations can have any text', () => {
    expect(found({ starter: { metadata: { labels: { 'example.com/a_B.c': '', 'x': 'Y' }, annotations: { 'example.com/a': 'b c\n' } } } })).toEqual([]);
  });
});

describe('volumes', () => {
  const volumes = [{ name: 'data', emptyDir: {} }];

  it.each([
    [{ volumes: [{ name: 'k6-test-volume', emptyDir: {} }] }, 'the script\'s own volume'], [{ volumes: [{ name: 'A', emptyDir: {} }] }, 'not a volume\'s name'], [{ volumes: [{ emptyDir: {} }] }, 'needs the volume\'s name'], [{ volumes: [...volumes, ...volumes] }, 'two volumes "data"'],
    [{ volumeMounts: [{ name: 'data', mountPath: '/data' }] }, 'no volume "data"'], [{ volumes, volumeMounts: [{ name: 'data', mountPath: '/test' }] }, 'the script\'s volume is mounted at "/test"'],
    [{ volumes, volumeMounts: [{ name: 'data' }] }, 'needs the path'], [{ volumes, volumeMounts: [{ name: 'data', mountPath: 'a:b' }] }, 'without ":"'],
    [{ volumes, volumeMounts: [{ name: 'data', mountPath: '/a' }, { name: 'data', mountPath: '/a' }] }, 'taken by an earlier mount'], [{ initContainers: [{ volumeMounts: [{ name: 'data', mountPath: '/a' }] }] }, 'no volume "data"'],
  ])('cannot be %j', (runner, message) => {
    expect(messages({ runner })).toEqual([expect.stringContaining(message)]);
  });

  it('of the runner are the initializer\'s where that has none of its own', () => {
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    expect(found({ runner: { volumes }, initializer: { volumeMounts } })).toEqual([]);
    expect(found({ runner: { volumes }, initializer: { volumeMounts, volumes: [] } })).toHaveLength(1);
    expect(found({ runner: { volumes }, starter: { volumeMounts } })).toHaveLength(1);
  });

  it('may be mounted where the script is not', () => {
    const runner = { volumes, volumeMounts: [{ name: 'data', mountPath: '/test' }, { name: 'k6-test-volume', mountPath: '/copy' }] };
    expect(found({ script: { localFile: '/test/test.js' }, runner: { volumes, volumeMounts: runner.volumeMounts.slice(0, 1) } })).toEqual([]);
    expect(found({ script: { volumeClaim: { name: 'v', file: '/srv/x.js' } }, runner })).toEqual([]);
  });
});

describe('other settings of pods', () => {
  it.each([
    [{ imagePullPolicy: 'always' }, 'write Always or IfNotPresent or Never'], [{ serviceAccountName: 'My Account' }, 'not a legal name'], [{ automountServiceAccountToken: false }, 'write "false" in quotes'], [{ affinity: [] }, 'not an object'],
    [{ tolerations: {} }, 'not a list'], [{ envFrom: ['a'] }, 'not an object'], [{ initContainers: [{ command: 'ls' }] }, 'not a list'], [{ initContainers: ['a'] }, 'not an object'],
  ])('cannot be %j', (settings, message) => {
    for (const block of ['runner', 'starter', 'initializer']) {
      expect(messages({ [block]: settings })).toEqual([expect.stringContaining(message)]);
    }
  });

  it('of scuttle are typed as they were in 2022', () => {
    expect(found({ scuttle: { enabled: 'true', scuttleLogging: true, envoyAdminApi: 'http://127.0.0.1:15000', neverKillIstio: false } })).toEqual([]);
    expect(messages({ scuttle: { enabled: true, neverKillIstio: 'true' } })).toHaveLength(2);
    expect(messages({ scuttle: 'on' })[0]).toContain('not an object');
  });
});
