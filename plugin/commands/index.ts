import type { Config } from '@oclif/core';
import type { BaseCommand } from '../command.ts';

/** A command's class, as its module exports it. */
export type CommandModule = { default: typeof BaseCommand & (new (argv: string[], config: Config) => BaseCommand) };

/** Every command by its id (a topic's with a colon); each is loaded when it is called, since loading all of them takes longer than most of them run. */
export const commands: Record<string, () => Promise<CommandModule>> = {
  'completion:install': () => import('./completion/install.ts'),
  delete: () => import('./delete.ts'),
  doctor: () => import('./doctor.ts'),
  list: () => import('./list.ts'),
  logs: () => import('./logs.ts'),
  render: () => import('./render.ts'),
  report: () => import('./report.ts'),
  run: () => import('./run.ts'),
  'schedule:create': () => import('./schedule/create.ts'),
  'schedule:delete': () => import('./schedule/delete.ts'),
  'schedule:list': () => import('./schedule/list.ts'),
  'schedule:resume': () => import('./schedule/resume.ts'),
  'schedule:suspend': () => import('./schedule/suspend.ts'),
  'schedule:trigger': () => import('./schedule/trigger.ts'),
  status: () => import('./status.ts'),
  stop: () => import('./stop.ts'),
  summary: () => import('./summary.ts'),
  validate: () => import('./validate.ts'),
  version: () => import('./version.ts'),
};

/** What the root help says of each topic. */
export const topics: Record<string, string> = {
  completion: 'Completion of names, commands and flags in the shell',
  schedule: 'Runs that are made anew at each time of a cron schedule',
};
