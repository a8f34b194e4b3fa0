import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** Bytes, on the wire and unpacked. An export of k6 has some kilobytes, and one that waited half a minute no more than thirty times as much. */
export const bodyLimit = 8 * 1024 * 1024;

/** Why a request is not served. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const unzip = promisify(gunzip);

/**
 * Reads a request's body, unpacked.
 * @throws Refusal where it is too long, or packed in another way than by gzip; and whatever ends a stream
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const isPacked = checkHeaders(request.headers);
  const chunks: Buffer[] = [];
  let length = 0;
  // The connection stays for the refusal to be told.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimit) throw new Refusal(413, tooLong);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return isPacked ? unpack(body) : body;
}

function checkHeaders({ 'content-type': type = '', 'content-encoding': encoding = 'identity', 'content-length': length = '0' }: IncomingHttpHeaders): boolean {
  if (!/^application\/x-protobuf\s*(;|$)/i.test(type)) throw new Refusal(415, 'only application/x-protobuf is read');
  if (encoding !== 'identity' && encoding !== 'gzip') throw new Refusal(415, 'only gzip is unpacked');
  if (Number(length) > bodyLimit) throw new Refusal(413, tooLong);
  return encoding === 'gzip';
}

const tooLong = `the body is longer than ${bodyLimit} bytes`;

async function unpack(body: Buffer): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: bodyLimit });
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? new Refusal(413, tooLong) : new Refusal(400, 'the body is no gzip');
  }
}
