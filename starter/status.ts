/**
 * k6's execution states as `GET /v1/status` numbers them in `data.attributes.status`: 0 Created, 1 InitVUs, 2 InitExecutors, 3 InitDone,
 * 4 PausedBeforeRun, 5 Started, 6 Setup, 7 Running, 8 Teardown, 9 Ended, 10 Interrupted, 11 MarkedAsFailed.
 */
export const status = { pausedBeforeRun: 4, started: 5, teardown: 8, ended: 9 } as const;

/** The requests of k6's REST API that a starter needs. */
export const statusPath = '/v1/status';

function patch(attributes: Record<string, boolean>): string {
  return JSON.stringify({ data: { type: 'status', id: 'default', attributes } });
}

/** Lets a paused runner go. */
export const startBody = patch({ paused: false });
/** Ends a run gracefully: teardown and summary still happen, and k6 exits with 103. */
export const stopBody = patch({ stopped: true });

/** Where k6 has the data of `setup()` (GET, PUT) and runs it (POST); and where it runs `teardown()` (POST). */
export const setupPath = '/v1/setup';
export const teardownPath = '/v1/teardown';

/** An HTTP answer of a runner, with the moment its first byte was there. */
export interface Answer {
  readonly code: number;
  readonly body: string;
  /** Milliseconds on the monotonic clock. */
  readonly at: number;
}

/** The status number in an answer; undefined where it holds none, as errors and foreign servers do. */
export function parseStatus(answer: Pick<Answer, 'code' | 'body'>): number | undefined {
  if (answer.code !== 200) return undefined;
  try {
    const { data } = JSON.parse(answer.body) as { data?: { attributes?: { status?: unknown } } };
    const value = data?.attributes?.status;
    return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What an answer without a status says, short enough for a report. */
export function answerError(answer: Pick<Answer, 'code' | 'body'>): string {
  return `HTTP ${answer.code}: ${answer.body.replace(/\s+/g, ' ').slice(0, 120)}`;
}

/** What k6 says went wrong, from `errors[]` of an answer; of the body of any other server no word is taken, since it may hold what is not for a log. */
export function k6Words({ code, body }: Pick<Answer, 'code' | 'body'>): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { title?: unknown; detail?: unknown }[] };
    const { title, detail } = errors?.[0] ?? {};
    const words = [detail, title].find((one) => typeof one === 'string' && one.trim() !== '');
    return typeof words === 'string' ? words.replace(/\s+/g, ' ').trim() : `HTTP ${code}`;
  } catch {
    return `HTTP ${code}`;
  }
}
