import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { Settings } from './settings.ts';

/** The controller's configuration, from its environment. */
export interface Config {
  settings: Settings;
  /** Empty: all namespaces. */
  namespaces: string[];
  leaderElection: { enabled: boolean; namespace: string; identity: string };
  /** For /metrics, /healthz and /readyz. */
  port: number;
  logLevel: string;
  workers: number;
  /** How many calls one pass may have open at once. */
  concurrency: number;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the environment that the chart sets.
 * @throws Error that names the variable whose value cannot be used
 */
export function readConfig(env: Environment): Config {
  const pullPolicy = env['K6_IMAGE_PULL_POLICY'];
  return {
    settings: {
      operatorImage: required(env, 'K6_OPERATOR_IMAGE'),
      runnerImage: env['K6_RUNNER_IMAGE'] || 'loadimpact/k6:latest',
      ...(pullPolicy ? { imagePullPolicy: pullPolicy } : {}),
      maxParallelism: positive(env, 'MAX_PARALLELISM', 1000),
    },
    namespaces: list(env['WATCH_NAMESPACES'] || env['WATCH_NAMESPACE']),
    leaderElection: {
      enabled: env['LEADER_ELECT'] !== 'false',
      namespace: env['POD_NAMESPACE'] || 'k6-operator-system',
      identity: `${env['POD_NAME'] || hostname()}_${randomUUID()}`,
    },
    port: positive(env, 'HTTP_PORT', 8080),
    logLevel: env['LOG_LEVEL'] || 'info',
    workers: positive(env, 'RECONCILE_WORKERS', 8),
    concurrency: positive(env, 'CREATE_CONCURRENCY', 64),
  };
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set: it names the operator's own image, which starters run from`);
  return value;
}

function positive(env: Environment, name: string, otherwise: number): number {
  const text = env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is "${text}"; it must be a whole number from 1 up`);
  return value;
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
}
