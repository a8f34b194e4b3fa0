import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { fromStatus, KubeError, type Status } from './errors.ts';

/** What the server answered, its body not read yet. */
export interface Answer {
  statusCode: number;
  headers: IncomingHttpHeaders;
  body: Readable & { text(): Promise<string>; dump(): Promise<unknown> };
}

/** An error answer is a Status of a few hundred bytes; a proxy's error page may be anything. */
const errorLimit = 64 * 1024;

/** The whole body: parsed where it is JSON, else as text. */
export async function readBody(what: string, { body, headers, statusCode }: Answer): Promise<unknown> {
  const text = await body.text();
  if (!String(headers['content-type']).includes('json')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new KubeError('Unknown', `${what}: the answer is not JSON`, { status: statusCode, cause: error });
  }
}

/** Reads an error answer, so that its connection can be used again, and makes a KubeError of it. */
export async function readError(what: string, answer: Answer): Promise<KubeError> {
  const text = await readAtMost(answer.body, errorLimit);
  return fromStatus(what, answer.statusCode, parseStatus(text), parseRetryAfter(answer.headers['retry-after']));
}

/** Up to `limit` bytes; what is longer is cut off and its connection dropped. */
async function readAtMost(body: Readable, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
}

/** A body that is no Status (a proxy's page, a webhook's text) says nothing that may go into a message. */
function parseStatus(text: string): Status | undefined {
  try {
    const status = JSON.parse(text) as Status | null;
    return status?.kind === 'Status' ? status : undefined;
  } catch {
    return undefined;
  }
}

/** Retry-After in seconds; the API server never sends the other form, a date. */
function parseRetryAfter(header: string | string[] | undefined): number | undefined {
  const seconds = Number([header].flat()[0] ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
