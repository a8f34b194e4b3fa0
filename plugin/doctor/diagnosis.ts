/** `unknown`: the user may not see what would tell. */
export type Health = 'ok' | 'warning' | 'fault' | 'unknown';

/** What one look at the installation came to. */
export interface Diagnosis {
  /** What was looked at, in a word or two. */
  subject: string;
  health: Health;
  message: string;
  /** What to do about it. */
  cure?: string;
}

type Say = (subject: string, message: string, cure?: string) => Diagnosis;

const say = (health: Health): Say => (subject, message, cure) => ({ subject, health, message, ...(cure === undefined ? {} : { cure }) });

export const ok = say('ok');
export const warning = say('warning');
export const fault = say('fault');
export const unknown = say('unknown');
