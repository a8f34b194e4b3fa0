import type { EnvVar } from '../../../api/kubernetes.ts';
import type { Scuttle } from '../../../api/spec.ts';
import { parseFlag } from './pod.ts';

const defaults = { envoyAdminApi: 'http://127.0.0.1:15000', istioQuitApi: 'http://127.0.0.1:15020', waitForEnvoyTimeout: '15' };

/** Puts the Istio wrapper before a command, where the run asks for it; the image must have it. */
export function wrapped(command: string[], scuttle: Scuttle | undefined): string[] {
  return isEnabled(scuttle) ? ['scuttle', ...command] : command;
}

/** The wrapper's settings, which it takes from its environment. */
export function scuttleEnv(scuttle: Scuttle | undefined): EnvVar[] {
  if (!scuttle || !isEnabled(scuttle)) return [];
  const values: Record<string, string | boolean | undefined> = {
    ENVOY_ADMIN_API: scuttle.envoyAdminApi ?? defaults.envoyAdminApi,
    ISTIO_QUIT_API: scuttle.istioQuitApi ?? defaults.istioQuitApi,
    WAIT_FOR_ENVOY_TIMEOUT: scuttle.waitForEnvoyTimeout ?? defaults.waitForEnvoyTimeout,
    NEVER_KILL_ISTIO: scuttle.neverKillIstio,
    NEVER_KILL_ISTIO_ON_FAILURE: scuttle.neverKillIstioOnFailure,
    SCUTTLE_LOGGING: scuttle.disableLogging === undefined ? scuttle.scuttleLogging : !scuttle.disableLogging,
    START_WITHOUT_ENVOY: scuttle.startWithoutEnvoy,
    GENERIC_QUIT_ENDPOINT: scuttle.genericQuitEndpoint,
    QUIT_WITHOUT_ENVOY_TIMEOUT: scuttle.quitWithoutEnvoyTimeout,
  };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: String(value) }]));
}

function isEnabled(scuttle: Scuttle | undefined): boolean {
  return parseFlag(scuttle?.enabled) ?? false;
}
