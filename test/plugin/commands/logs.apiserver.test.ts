import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createClient, type Client } from '../../../kube/client.ts';
import { configMaps } from '../../../kube/resources.ts';
import { createTransport, type Transport } from '../../../kube/transport.ts';
import { LogNode } from '../../fakes/kubelet/logs.ts';
import { testKubeConfig, testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { LogPlace, type Container } from '../logs/place.ts';
import { pluginProgram, type Answer, type Program } from '../program.ts';

// A dozen processes, on a machine that may have others to run.
jest.setTimeout(60_000);

let transport: Transport;
let client: Client;
let node: LogNode;
let place: LogPlace;
let runner: Container;
let program: Program;

beforeAll(async () => {
  transport = createTransport(testKubeConfig());
  client = createClient(transport);
  node = await LogNode.start(client, testKubeconfigPath(), `logs-command-${process.pid}`);
  place = await LogPlace.make(client, node);
  program = await pluginProgram(testKubeconfigPath(), place.namespace);
  const run = await place.run('my-run', { parallelism: 12 });
  runner = await place.runner(run, 3);
  runner.log.write('one', 'time="2026-01-02T03:04:05Z" level=error msg=two source=console');
});
afterAll(async () => {
  program.remove();
  await node.stop();
  await transport.close();
});

const logs = (...args: string[]): Promise<Answer> => program.k6('logs', ...args);

describe('kubectl k6 logs', () => {
  it('writes plain lines where no person looks, and filters and forms them as asked', async () => {
    const [plain, json, errors, none] = await Promise.all([logs('my-run'), logs('k6/my-run', '-o', 'json', '--tail', '1'), logs('my-run', '--level', 'error'), logs('my-run', '--runner', '4-')]);
    expect(plain).toEqual({ exitCode: 0, stdout: '#03 one\n#03 time="2026-01-02T03:04:05Z" level=error msg=two source=console', stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ run: 'my-run', role: 'runner', runner: 3, line: expect.stringContaining('msg=two') as unknown });
    expect(errors.stdout).toMatch(/^#03 time=.*msg=two source=console$/);
    expect([none.exitCode, none.stdout, none.stderr]).toEqual([0, '', expect.stringContaining('no runner of "my-run" has a log yet')]);
  });

  it('colours the runner\'s number on a terminal, and not with NO_COLOR', async () => {
    const onTerminal = `script -qec 'kubectl k6 logs my-run -n ${place.namespace} --tail 1' /dev/null`;
    // Where CI is set, Node takes a terminal for one of 16 colours.
    const terminal = { TERM: 'xterm-256color', CI: undefined };
    const [coloured, plain] = await Promise.all([program.shell(onTerminal, terminal), program.shell(onTerminal, { ...terminal, NO_COLOR: '1' })]);
    expect(coloured.stdout).toMatch(/^\u001b\[38;5;36m#03\u001b\[39m time=/);
    expect(plain.stdout).toMatch(/^#03 time=/);
  });

  it('tells usage, a run that is not there and a right that is missing apart by exit code', async () => {
    const [usage, missing, forbidden] = await Promise.all([logs('my-run', '--runner', '0'), logs('my-rum', '-o', 'json'), logs('my-run', '--as', 'nobody')]);
    expect([usage.exitCode, usage.stderr.split('\n')[0]]).toEqual([2, 'error: --runner 0: "0" names no runner']);
    expect([missing.exitCode, JSON.parse(missing.stderr)]).toEqual([3, { error: expect.objectContaining({ hint: 'did you mean my-run?', exitCode: 3 }) as object }]);
    expect([forbidden.exitCode, forbidden.stderr.split('\n')]).toEqual([5, [expect.stringContaining('cannot get resource "k6s"'), expect.any(String)]]);
  });

  it('of a run that is gone are the ends that the operator kept', async () => {
    const metadata = { namespace: place.namespace, name: 'gone-summary', annotations: { 'k6.io/run-uid': 'some' } };
    await client.create(configMaps, { metadata, data: { 'runner-2.log': 'a\nb\n', 'runner-1.log': 'c\n', 'initializer.log': 'd\n' } });
    const { exitCode, stdout, stderr } = await logs('gone', '--tail', '1');
    expect([exitCode, stdout.split('\n'), stderr]).toEqual([0, ['#1 c', '#2 b'], expect.stringContaining('ConfigMap gone-summary')]);
  });

  it('ends without a word when its reader has enough', async () => {
    const chatter = setInterval(() => runner.log.write('more'), 200);
    const { stdout, stderr } = await program.shell(`kubectl k6 logs my-run -n ${place.namespace} -f | head -n 1`);
    clearInterval(chatter);
    expect([stdout, stderr]).toEqual(['#03 one', '']);
  });
});
