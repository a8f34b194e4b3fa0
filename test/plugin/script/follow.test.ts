import { describe, expect, it } from '@jest/globals';
import { type Followed, followScript } from '../../../plugin/script/follow.ts';

/** Follows /t/test.js among files that are in memory alone. */
async function follow(files: Record<string, string>, env = {}): Promise<Followed & { paths: string[] }> {
  const followed = await followScript('/t/test.js', env, (path) => {
    const content = files[path];
    return Promise.resolve(content === undefined ? { fault: 'does not exist' } : { content: Buffer.from(content) });
  });
  return { ...followed, paths: followed.files.map(({ path }) => path) };
}

describe('following a script', () => {
  it('finds what it needs through others, each file once', async () => {
    const { paths, missing, notes } = await follow({
      '/t/test.js': 'import "./lib/a.js"; import "./lib/b.js"; import "k6"; import "https://jslib.k6.io/x.js"; open("./d.json");',
      '/t/lib/a.js': 'import "./b.js"; import "../../shared/c.ts";',
      '/t/lib/b.js': 'import "./a.js";',
      '/shared/c.ts': 'export const c: number = 1;',
      '/t/d.json': '{}',
    });
    expect(paths).toEqual(['/t/test.js', '/t/lib/a.js', '/t/lib/b.js', '/t/d.json', '/shared/c.ts']);
    expect({ missing, notes }).toEqual({ missing: [], notes: [] });
  });

  it('takes open() as relative to the module and to the script, since k6 does now the one and now the other', async () => {
    const module = { '/t/test.js': 'import "./lib/a.js";', '/t/lib/a.js': 'open("d.json");' };
    expect((await follow({ ...module, '/t/d.json': '' })).paths).toContain('/t/d.json');
    expect((await follow({ ...module, '/t/lib/d.json': '' })).paths).toContain('/t/lib/d.json');
    expect((await follow({ ...module, '/t/d.json': '', '/t/lib/d.json': '' })).paths).toHaveLength(4);
    expect((await follow(module)).missing).toMatchObject([{ from: '/t/lib/a.js', line: 1, specifier: 'd.json', tried: [{ path: '/t/lib/d.json' }, { path: '/t/d.json' }] }]);
  });

  it('does not look into what is opened, nor into JSON that is imported', async () => {
    const { paths, notes } = await follow({ '/t/test.js': 'open("./a.js"); import d from "./d.json";', '/t/a.js': 'import "./x.js"', '/t/d.json': '{"a": 1}' });
    expect(paths).toEqual(['/t/test.js', '/t/d.json', '/t/a.js']);
    expect(notes).toEqual([]);
  });

  it('looks into a file that is opened first and imported later', async () => {
    const { paths } = await follow({ '/t/test.js': 'import "./z.js"; open("./a.js");', '/t/z.js': 'import "./y.js";', '/t/y.js': 'import "./a.js";', '/t/a.js': 'import "./b.js";', '/t/b.js': '' });
    expect(paths).toContain('/t/b.js');
  });

  it('finds what protocol buffers import, in the folders that the script names', async () => {
    const { paths, missing } = await follow({
      '/t/test.js': 'client.load(["defs"], "hello.proto");',
      '/t/defs/hello.proto': 'syntax = "proto3"; // import "not.proto";\nimport "google/protobuf/empty.proto";\nimport public "sub/common.proto";\noption x = "import \\"no.proto\\";";',
      '/t/defs/sub/common.proto': 'import "gone.proto";',
    });
    expect(paths).toEqual(['/t/test.js', '/t/defs/hello.proto', '/t/defs/sub/common.proto']);
    expect(missing).toMatchObject([{ from: '/t/defs/sub/common.proto', line: 1, specifier: 'gone.proto' }]);
  });

  it('tells of everything that is missing at once, and not of what the script may do without', async () => {
    const { missing } = await follow({ '/t/test.js': 'import "./a";\nopen("./b");\ntry { open("./c"); } catch {}' });
    expect(missing.map(({ line, specifier }) => [line, specifier])).toEqual([[1, './a'], [2, './b']]);
  });

  it('leaves absolute paths to the runner, and says so', async () => {
    const { paths, missing, notes } = await follow({ '/t/test.js': 'open("/etc/hosts");\nimport "file:///lib/a.js";' });
    expect({ paths, missing }).toEqual({ paths: ['/t/test.js'], missing: [] });
    expect(notes).toHaveLength(2);
  });

  it('leaves the judgement of broken syntax to k6', async () => {
    const { missing, notes } = await follow({ '/t/test.js': 'import {' });
    expect(missing).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('/t/test.js:1: ')]);
  });

  it('names the line whose file only the running script knows', async () => {
    expect((await follow({ '/t/test.js': '\nopen(next());' })).notes).toEqual([expect.stringMatching(/^\/t\/test\.js:2: .*--include$/)]);
  });
});
