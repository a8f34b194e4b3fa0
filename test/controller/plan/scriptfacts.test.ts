import { describe, expect, it } from '@jest/globals';
import type { RunSpec } from '../../../api/spec.ts';
import type { RunStatus } from '../../../api/status.ts';
import { k6Build, learn } from '../../../controller/plan/scriptfacts.ts';
import { collecting } from '../../builders/run.ts';
import { aContext, type ContextParts } from '../../builders/world.ts';

const facts = `k6-operator-fact version=k6 v1.8.1 (go1.26.8, linux/amd64)
k6-operator-fact outputs=cloud, csv, json, opentelemetry
k6-operator-fact environment=K6_VUS 
k6-operator-fact handleSummary=yes
`;
const options = {
  vus: 2, summaryTrendStats: ['avg', 'p(99)'], summaryTimeUnit: 's',
  thresholds: { http_req_failed: ['rate<0.01'], 'http_req_duration{kind:a}': [{ threshold: 'p(95)<200', abortOnFail: true, delayAbortEval: '10s' }] },
};
const log = `some words of the image's\n${facts}${JSON.stringify(options, null, 2)}\n`;

function learned(initializerLog: string | undefined, spec: Partial<RunSpec> = {}, more: ContextParts = {}): Pick<RunStatus, 'script' | 'thresholds'> {
  const context = aContext({ spec, ...(initializerLog === undefined ? {} : { initializerLog }), ...more });
  return learn({ ...context, settings: collecting });
}

describe('what is learned of a script', () => {
  it('is all that k6 says of it and of itself', () => {
    expect(learned(log)).toEqual({
      script: { k6Version: 'v1.8.1', streamOutput: 'cloud', trendStats: ['avg', 'p(99)'], timeUnit: 's', handlesSummary: true },
      thresholds: [
        { metric: 'http_req_failed', expression: 'rate<0.01', state: 'Pending' },
        { metric: 'http_req_duration{kind:a}', expression: 'p(95)<200', state: 'Pending', abortOnFail: true, delayAbortEval: '10s' },
      ],
    });
  });

  it('has no thresholds where the user wants none judged', () => {
    expect(learned(log, { arguments: '--no-thresholds' })).not.toHaveProperty('thresholds');
    expect(learned(log.replace('K6_VUS', 'K6_NO_THRESHOLDS'))).not.toHaveProperty('thresholds');
  });

  it('says why nothing is streamed: settings of the user\'s, in the very environment of the runners', () => {
    const { script } = learned(log.replace('K6_VUS', 'K6_VUS K6_CLOUD_TOKEN K6_OTEL_HEADERS'));
    expect(script).toMatchObject({ streamFault: expect.stringContaining('K6_OTEL_HEADERS') });
    expect(script).not.toHaveProperty('streamOutput');
  });

  it('streams by OpenTelemetry where the cloud output does not suit the script\'s own options', () => {
    expect(learned(log.replace('"vus": 2', '"cloud": { "projectID": 1 }')).script?.streamOutput).toBe('opentelemetry');
  });

  it('says so of a k6 without such an output, and of one that tells no outputs', () => {
    expect(learned(log.replace('cloud, ', '').replace(', opentelemetry', '')).script?.streamFault).toBe('the k6 of this image has no OpenTelemetry output');
    expect(learned(log.replace(/.*outputs=.*\n/, '')).script?.streamFault).toBe('the k6 of this image has no OpenTelemetry output');
  });

  it('is no threshold, and nothing to stream by, where the log is missing or cut', () => {
    for (const broken of [undefined, '', facts, log.slice(0, -20)]) {
      expect(learned(broken)).toEqual({ script: { streamFault: 'no initializer has looked at the k6 of this image yet' } });
    }
  });

  it('is of an image that is known from another run, enough to stream', () => {
    const k6 = k6Build(log);
    expect(k6).toBeDefined();
    if (!k6) return;
    expect(learned(undefined, { initializer: { disabled: true } }, { k6 })).toEqual({ script: { k6Version: 'v1.8.1', streamOutput: 'opentelemetry' } });
    const hidden = learned(undefined, { runner: { envFrom: [{ configMapRef: { name: 'settings' } }] } }, { k6 });
    expect(hidden.script?.streamFault).toContain('envFrom');
  });
});
