import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { followFiles } from '../../../webhook/certificates/index.ts';
import type { Pair, Trust } from '../../../webhook/certificates/index.ts';
import { bundlePatch } from '../../../webhook/certificates/configuration.ts';
import { issueAuthority, issueLeaf } from '../../../webhook/certificates/issue.ts';
import type { Leaf, Root } from '../../../webhook/certificates/state.ts';
import { eventually } from '../../kube/helpers.ts';
import { kinds, Stage } from './stage.ts';

describe('a server whose certificates somebody else makes', () => {
  let stage: Stage;
  let directory = '';
  let version = 0;
  const end = new AbortController();
  const pairs: Pair[] = [];
  const trusts: Trust[] = [];
  let done: Promise<void> | undefined;

  /** Swaps the symbolic link `..data`, as a kubelet does when a mounted Secret changes. */
  const mount = async ({ cert, key }: { cert: string; key: string }): Promise<void> => {
    version += 1;
    const folder = join(directory, `..${version}`);
    await mkdir(folder);
    await Promise.all([writeFile(join(folder, 'tls.crt'), cert), writeFile(join(folder, 'tls.key'), key)]);
    await symlink(`..${version}`, join(directory, '..data_tmp'));
    await rename(join(directory, '..data_tmp'), join(directory, '..data'));
  };
  const publish = async (root: Root): Promise<void> => {
    for (const kind of ['mutating', 'validating'] as const) {
      await stage.admin.patch(kinds[kind], { name: stage.name }, bundlePatch(await stage.configuration(kind), [root]), { type: 'json' });
    }
  };
  const made = async (): Promise<{ ca: Root; leaf: Leaf }> => {
    const validity = { now: Date.now(), lifetime: 3600 };
    const ca = await issueAuthority(validity);
    return { ca, leaf: await issueLeaf(ca, ['a'], validity) };
  };

  beforeAll(async () => {
    stage = await Stage.open();
    directory = await mkdtemp(join(tmpdir(), 'mounted-'));
    for (const name of ['tls.crt', 'tls.key']) await symlink(join('..data', name), join(directory, name));
    done = followFiles({
      client: stage.admin, directory, configurations: { mutating: stage.name, validating: stage.name }, signal: end.signal,
      log: pino({ level: 'silent' }), onPair: (pair) => pairs.push(pair), onTrust: (trust) => trusts.push(trust),
    });
  });
  afterAll(async () => {
    end.abort();
    await done;
    await stage.close();
    await rm(directory, { recursive: true });
  });

  it('waits for the first files, and is ready once the caBundles hold their CA', async () => {
    await eventually(() => trusts.at(-1)?.reason === 'there is no certificate yet');
    const { ca, leaf } = await made();
    await mount(leaf);
    await eventually(() => pairs.at(-1)?.cert === leaf.cert);
    await eventually(() => trusts.at(-1)?.reason.includes('does not hold the CA'));
    await publish(ca);
    await eventually(() => trusts.at(-1)?.ready);
  });

  it('takes renewed files at once, and no key that is not the certificate\'s', async () => {
    const [count, { leaf }, { leaf: other }] = [pairs.length, await made(), await made()];
    await mount({ cert: leaf.cert, key: other.key });
    await mount(leaf);
    await eventually(() => pairs.at(-1)?.key === leaf.key);
    expect(pairs.slice(count).map(({ cert, key }) => ({ cert, key }))).toEqual([{ cert: leaf.cert, key: leaf.key }]);
    await eventually(() => trusts.at(-1)?.ready === false);
  });
});
