import { describe, expect, it } from '@jest/globals';
import type { RunSpec } from '../../../../api/spec.ts';
import { streamBy, type StreamFacts } from '../../../../controller/jobs/runner/stream.ts';
import { aStoredRun } from '../../../builders/run.ts';

/** As k6 v1.8.1 tells them of a script that asks for nothing. */
const options = {
  ext: null, systemTags: ['check', 'error', 'error_code', 'expected_response', 'group', 'method', 'name', 'proto', 'scenario', 'service', 'status', 'subproto', 'tls_version', 'url'],
  scenarios: { default: { executor: 'shared-iterations', vus: 1 } },
};
const facts: StreamFacts = { outputs: 'cloud, csv, experimental-opentelemetry, json, opentelemetry', variables: [], options, protocol: 'auto' };

function by(spec: Partial<RunSpec>, more: Partial<StreamFacts> = {}): ReturnType<typeof streamBy> {
  return streamBy(aStoredRun(spec), { ...facts, ...more });
}

function withEnv(name: string): Partial<RunSpec> {
  return { runner: { env: [{ name, value: 'x' }] } };
}

describe('the output that streams', () => {
  it('is the one that costs runners least, of those that k6 has', () => {
    expect(by({})).toEqual({ output: 'cloud' });
    expect(by({}, { outputs: 'csv, experimental-opentelemetry, opentelemetry' })).toEqual({ output: 'opentelemetry' });
    expect(by({}, { outputs: 'csv,experimental-opentelemetry' })).toEqual({ output: 'experimental-opentelemetry' });
    expect(by({}, { outputs: 'cloud' })).toEqual({ output: 'cloud' });
  });

  it('is the documented one where the site insists on that', () => {
    expect(by({}, { protocol: 'otlp' })).toEqual({ output: 'opentelemetry' });
    expect(by({}, { protocol: 'otlp', outputs: 'cloud, csv' })).toEqual({ fault: 'the k6 of this image has no OpenTelemetry output' });
  });

  it.each<[string, Partial<RunSpec>, Partial<StreamFacts>]>([
    ['the run has it already', { arguments: '--out json=x -o cloud' }, {}],
    ['the run has settings for Grafana Cloud', withEnv('K6_CLOUD_PROJECT_ID'), {}],
    ['the environment that the initializer saw has such settings', {}, { variables: ['K6_CLOUD_TOKEN'] }],
    ['the script has settings for Grafana Cloud', {}, { options: { ...options, cloud: { projectID: 1 } } }],
    ['the script has old settings for it', {}, { options: { ...options, ext: { loadimpact: { name: 'x' } } } }],
    ['a tag that it needs is off in the script', {}, { options: { ...options, systemTags: ['name', 'method', 'status', 'error', 'check'] } }],
    ['a flag chooses the tags', { arguments: '--system-tags=url' }, {}],
    ['a variable chooses the tags', {}, { variables: ['K6_SYSTEM_TAGS'] }],
    ['the test may have no end', {}, { options: { ...options, scenarios: { main: { executor: 'externally-controlled' } } } }],
    ['nobody knows the script', {}, { options: undefined }],
  ])('is not k6\'s cloud output where %s', (_, spec, more) => {
    expect(by(spec, more)).toEqual({ output: 'opentelemetry' });
    expect(by(spec, { ...more, outputs: 'cloud' })).toEqual({ fault: expect.stringContaining('its cloud output does not suit') });
  });

  it.each<[string, Partial<RunSpec>, string[]]>([
    ['OpenTelemetry output of its own', { arguments: '--out opentelemetry' }, []],
    ['OpenTelemetry output of its own', { args: ['-o', 'experimental-opentelemetry=x'] }, []],
    ['K6_OTEL_SERVICE_NAME is set', withEnv('K6_OTEL_SERVICE_NAME'), []],
    ['OTEL_RESOURCE_ATTRIBUTES is set', {}, ['OTEL_RESOURCE_ATTRIBUTES']],
  ])('is not k6\'s OpenTelemetry output where the user has it: %s', (words, spec, variables) => {
    expect(by(spec, { variables })).toEqual({ output: 'cloud' });
    expect(by(spec, { variables, protocol: 'otlp' })).toEqual({ fault: expect.stringContaining(words) });
  });

  it.each<[string, Partial<RunSpec>, string[]]>([
    ['configuration file', { arguments: '--config /test/config.json' }, []],
    ['K6_OUT is set', withEnv('K6_OUT'), []],
    ['K6_OUT is set', {}, ['K6_OUT', 'K6_VUS']],
  ])('is none where outputs are named elsewhere: %s', (words, spec, variables) => {
    expect(by(spec, { variables })).toEqual({ fault: expect.stringContaining(words) });
  });

  it('stays beside other outputs of the user\'s', () => {
    expect(by({ arguments: '--out json=x' }, { variables: ['K6_VUS', 'HOTEL_NAME'] })).toEqual({ output: 'cloud' });
  });
});
