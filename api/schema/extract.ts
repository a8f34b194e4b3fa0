import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenApiSchema } from './openapi.ts';
import { trim } from './trim.ts';

const target = join(import.meta.dirname, 'kubernetes.json');
const usage = 'node api/schema/extract.ts <address of an API server that asks for no login, such as that of kubectl proxy>\n'
  + 'node api/schema/extract.ts <file with its /openapi/v3/api/v1> <version>\n';

interface Source {
  document: { components: { schemas: Record<string, OpenApiSchema> } };
  version: string;
}

/** Writes kubernetes.json anew from a running API server or from a file with its OpenAPI v3 document of the core group. */
async function main(source: string | undefined, version: string | undefined): Promise<void> {
  if (source === undefined) throw new Error(`Where from?\n${usage}`);
  const read = source.startsWith('http') ? await fromServer(source) : await fromFile(source, version);
  await writeFile(target, `${JSON.stringify(trim(read.document.components.schemas, read.version), null, 1)}\n`);
}

async function fromServer(address: string): Promise<Source> {
  const { gitVersion } = await get(`${address}/version`) as { gitVersion: string };
  return { document: await get(`${address}/openapi/v3/api/v1`) as Source['document'], version: gitVersion };
}

async function fromFile(file: string, version: string | undefined): Promise<Source> {
  if (version === undefined) throw new Error(`Which version of Kubernetes is ${file} from?\n${usage}`);
  return { document: JSON.parse(await readFile(file, 'utf8')) as Source['document'], version };
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.json();
}

await main(process.argv[2], process.argv[3]);
