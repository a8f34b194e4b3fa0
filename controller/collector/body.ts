import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { unpackedLength, unpackSnappy } from './cloud/snappy.ts';

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
 * @throws Refusal where it is too long, or packed in a way that is not known; WireError where it is no snappy; and whatever ends a stream
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const unpack = checkHeaders(request.headers);
  const chunks: Buffer[] = [];
  let length = 0;
  // The connection stays for the refusal to be told.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimit) throw new Refusal(413, tooLong);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return unpack(body);
}

type Unpack = (body: Buffer) => Buffer | Promise<Buffer>;

/** By the name of the encoding. */
const encodings: Partial<Record<string, Unpack>> = { identity: (body) => body, gzip: unpackGzip, snappy: unpackBlock };

function checkHeaders({ 'content-type': type = '', 'content-encoding': encoding = 'identity', 'content-length': length = '0' }: IncomingHttpHeaders): Unpack {
  if (!/^application\/x-protobuf\s*(;|$)/i.test(type)) throw new Refusal(415, 'only application/x-protobuf is read');
  const unpack = Object.hasOwn(encodings, encoding) ? encodings[encoding] : undefined;
  if (!unpack) throw new Refusal(415, 'only gzip and snappy are unpacked');
  if (Number(length) > bodyLimit) throw new Refusal(413, tooLong);
  return unpack;
}

const tooLong = `the body is longer than ${bodyLimit} bytes`;

async function unpackGzip(body: Buffer): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: bodyLimit });
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? new Refusal(413, tooLong) : new Refusal(400, 'the body is no gzip');
  }
}

function unpackBlock(body: Buffer): Buffer {
  if (unpackedLength(body) > bodyLimit) throw new Refusal(413, tooLong);
  return unpackSnappy(body);
}
