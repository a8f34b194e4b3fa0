import type { Kind } from '../../../api/run.ts';
import type { Manifest } from '../manifests.ts';

/**
 * The runs that the upstream operator's own tests and documents apply, in the shapes that its users have them: no image for the runners, since
 * the site's default serves, and no field that upstream does not know. Target hosts are left out, and 60 s became a few.
 */
export const scripts: Record<string, Record<string, string>> = {
  'crocodile-stress-test': { 'test.js': script({ vus: 3, seconds: 3 }) },
  'one-vu': { 'test.js': script({ vus: 1, seconds: 2 }) },
  'four-runners': {
    'test.js': `
      import { sleep } from 'k6';
      export const options = { stages: [{ target: 8, duration: '1s' }, { target: 8, duration: '2s' }] };
      export function setup() { return { base: __ENV.BASE_URL }; }
      export default function (data) { if (__ITER === 0) console.log('base ' + data.base); sleep(0.3); }
      export function teardown() { console.log('teardown ran'); }
    `,
  },
  'multifile': {
    'test.js': `
      import { greet } from './utils.js';
      import { sleep } from 'k6';
      export const options = { vus: 3, duration: '2s' };
      export default function () { if (__ITER === 0) console.log(greet('multi')); sleep(0.3); }
    `,
    'utils.js': 'export function greet(who) { return "hello " + who + " file"; }',
  },
};

function script({ vus, seconds }: { vus: number; seconds: number }): string {
  return `
    import { sleep } from 'k6';
    export const options = { vus: ${vus}, duration: '${seconds}s' };
    export default function () { sleep(0.3); }
  `;
}

const stress = { configMap: { name: 'crocodile-stress-test', file: 'test.js' } };

/** A spec by the name of its run. */
export const specs: Record<string, object> = {
  'k6-sample': { parallelism: 1, script: stress },
  'basic-testrun-4': {
    parallelism: 4,
    script: { configMap: { name: 'four-runners', file: 'test.js' } },
    arguments: '--no-teardown --tag office=hours',
    runner: { env: [{ name: 'BASE_URL', value: 'http://shop.example' }] },
  },
  'testrun-cleanup': { parallelism: 1, cleanup: 'post', script: stress },
  'k6-sample-archive': { parallelism: 1, script: { configMap: { name: 'crocodile-archive', file: 'archive.tar' } } },
  'init-container-volume': {
    parallelism: 2,
    script: { localFile: '/test/bar.js' },
    runner: {
      initContainers: [{
        name: 'writer',
        image: 'shell-curl:dev',
        command: ['sh', '-c', 'printf "%s" "$BODY" > /test/bar.js'],
        env: [{ name: 'BODY', value: script({ vus: 2, seconds: 2 }) }],
        volumeMounts: [{ mountPath: '/test', name: 'k6-script' }],
      }],
      volumes: [{ name: 'k6-script', emptyDir: {} }],
      volumeMounts: [{ mountPath: '/test', name: 'k6-script' }],
    },
  },
  'multifile-test': { parallelism: 3, script: { configMap: { name: 'multifile', file: 'test.js' } } },
  'error-stage': { parallelism: 5, script: { configMap: { name: 'one-vu', file: 'test.js' } } },
  't-2-runners': { parallelism: 2, script: stress },
  't-3-runners': { parallelism: 3, script: stress },
  'initializer-disabled': { parallelism: 1, script: stress, initializer: { disabled: true } },
  'initializer-missing-k6': { parallelism: 1, script: stress, initializer: { image: 'shell-curl:dev' } },
};

/** Refused by admission here; upstream stores it and puts it into stage `error`. */
export const invalidArguments = { parallelism: 1, script: stress, arguments: 'this argument-is-invalid' };

export function manifest(kind: Kind, name: string, spec: object, namespace?: string): Manifest {
  return { apiVersion: 'k6.io/v1alpha1', kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, spec };
}
