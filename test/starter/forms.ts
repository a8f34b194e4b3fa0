import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { parseStarterReport, type StarterAction, type StarterReport } from '../../api/starterreport.ts';
import { shellStarterScript, shellStopperScript, shellTeardownScript } from '../../controller/jobs/starter/shell.ts';

/** The ways in which the starter runs: our own process, and the shell form in the shells of common images. */
export const forms = ['node', 'dash', 'busybox', 'dash with an old curl'] as const;
export type Form = (typeof forms)[number];

export interface Ended {
  exitCode: number | undefined;
  report: StarterReport;
  /** The termination message as it was written. */
  message: string;
}

export interface Underway {
  signal(name: 'SIGTERM'): void;
  ended: Promise<Ended>;
}

/** A curl that refuses `--parallel`, as those before 7.66 do. */
function oldCurl(folder: string): string {
  const path = join(folder, 'curl');
  writeFileSync(path, '#!/bin/sh\ncase " $* " in *" --parallel "*) exit 2 ;; esac\nexec /usr/bin/curl "$@"\n');
  chmodSync(path, 0o755);
  return `${folder}:${process.env['PATH'] ?? ''}`;
}

const scripts: Record<StarterAction, () => string> = { start: shellStarterScript, stop: shellStopperScript, teardown: shellTeardownScript };

function command(form: Form, action: StarterAction): [string, string[]] {
  if (form === 'node') return [process.execPath, ['starter/main.ts', action]];
  const script = scripts[action]();
  return form === 'busybox' ? ['busybox', ['sh', '-c', script]] : ['dash', ['-c', script]];
}

/** Runs a starter as its Job does, on targets such as `1=127.0.0.2 2=127.0.0.3`. */
export function launch(form: Form, action: StarterAction, env: Record<string, string>): Underway {
  const folder = mkdtempSync(join(tmpdir(), 'k6-starter-'));
  const file = join(folder, 'termination-log');
  const path = form === 'dash with an old curl' ? { PATH: oldCurl(folder) } : {};
  const [program, args] = command(form, action);
  const child = execa(program, args, { env: { ...env, ...path, K6_RESULT_FILE: file }, reject: false, stdin: 'ignore' });
  const ended = child.then(({ exitCode, stdout, stderr }): Ended => {
    const message = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    const report = parseStarterReport(message);
    if (report === undefined) throw new Error(`no report in "${message}"; stdout "${stdout}", stderr "${stderr}"`);
    return { exitCode, report, message };
  });
  return { signal: (name) => child.kill(name), ended };
}
