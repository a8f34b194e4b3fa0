import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { kubectlIn } from '../../setup/kubectl.ts';
import { ConnectProxy, Logins, nobody } from './scene.ts';

jest.setTimeout(120_000);

const namespace = `login-${randomBytes(3).toString('hex')}`;
const exec = (command: string, more: object = {}): Record<string, unknown> => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never', ...more },
});
const oidc = (config: Record<string, string>): Record<string, unknown> => ({ 'auth-provider': { name: 'oidc', config: { 'client-id': 'k6', 'idp-issuer-url': 'https://127.0.0.1:1', ...config } } });

let logins: Logins;
let proxy: ConnectProxy;
let user: { name: string; token: string };

beforeAll(async () => {
  await kubectlIn(namespace)(['create', 'namespace', namespace]);
  logins = await Logins.open(namespace);
  [proxy, user] = await Promise.all([ConnectProxy.to(logins.admin.port), nobody(namespace)]);
});

afterAll(async () => {
  logins.close();
  proxy.close();
  await kubectlIn(namespace)(['delete', 'namespace', namespace, '--wait=false']);
});

/** A program that logs in as an exec plugin does. */
function loginProgram(name: string, status: object, before = ''): string {
  const credential = JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });
  return logins.file(name, `#!/bin/sh\n${before}\ncat <<'END'\n${credential}\nEND\n`);
}

/** Who the API server takes `kubectl k6` for: the admin may list runs, and everybody else is refused by name. */
async function whoami(kubeconfig: string, flags = '', more: Record<string, string> = {}): Promise<string> {
  const { exitCode, stderr } = await logins.k6(kubeconfig, `list -n ${namespace} ${flags}`, more);
  if (exitCode === 0) return 'admin';
  return /User "([^"]+)" cannot list/.exec(stderr)?.[1] ?? stderr;
}

const adminFields = (): Record<string, string> => ({
  'client-certificate-data': Buffer.from(logins.admin.certificate).toString('base64'), 'client-key-data': Buffer.from(logins.admin.key).toString('base64'),
});

describe('a user is let in', () => {
  it('by an exec program with a token or a certificate, found on PATH, by its path, or beside the kubeconfig', async () => {
    loginProgram('login', { token: user.token });
    const path = loginProgram('certificate', { clientCertificateData: logins.admin.certificate, clientKeyData: logins.admin.key });
    const asking = loginProgram('asking', { token: user.token }, 'test "$1 $WHO" = "get token" && echo "$KUBERNETES_EXEC_INFO" | grep -q \'"server"\' || exit 7');
    expect(await Promise.all([
      whoami(logins.kubeconfig('path', exec(path))),
      whoami(logins.kubeconfig('beside', exec('./login'))),
      whoami(logins.kubeconfig('named', exec('login', { env: [{ name: 'PATH', value: `${logins.folder}:${process.env['PATH'] ?? ''}` }] }))),
      whoami(logins.kubeconfig('asking-config', exec(asking, { args: ['get'], env: [{ name: 'WHO', value: 'token' }], provideClusterInfo: true }))),
      whoami(logins.kubeconfig('beta', exec(loginProgram('old', { token: user.token }), { apiVersion: 'client.authentication.k8s.io/v1beta1' }))),
    ])).toEqual(['admin', user.name, user.name, user.name, user.name]);
  });

  it('by a token, a file with a token, an OIDC id-token that is still valid, and files of certificates', async () => {
    logins.file('token', `${user.token}\n`);
    for (const [name, content] of Object.entries({ 'ca.crt': logins.admin.ca, 'me.crt': logins.admin.certificate, 'me.key': logins.admin.key })) logins.file(name, content);
    expect(await Promise.all([
      whoami(logins.kubeconfig('plain', { token: user.token })),
      whoami(logins.kubeconfig('tokenfile', { tokenFile: 'token' })),
      whoami(logins.kubeconfig('oidc', oidc({ 'id-token': user.token }))),
      whoami(logins.kubeconfig('files', { 'client-certificate': 'me.crt', 'client-key': 'me.key' }, { 'certificate-authority-data': undefined, 'certificate-authority': 'ca.crt' })),
      whoami(logins.kubeconfig('none', {}), `--client-certificate ${logins.folder}/me.crt --client-key ${logins.folder}/me.key`),
      whoami(logins.kubeconfig('flag', adminFields()), `--token ${user.token}`),
    ])).toEqual([user.name, user.name, user.name, 'admin', 'admin', user.name]);
  });

  it('in the name of another, by flags or by the kubeconfig', async () => {
    const admin = logins.kubeconfig('admin', adminFields());
    expect(await Promise.all([
      whoami(admin, '--as jane'), whoami(admin, '--as jane --as-group system:masters'), whoami(logins.kubeconfig('as', { ...adminFields(), as: 'john' })),
    ])).toEqual(['jane', 'admin', 'john']);
  });

  it('by what several kubeconfigs have together', async () => {
    const [one, two] = [logins.kubeconfig('first', { token: user.token }), logins.kubeconfig('second', adminFields())];
    expect(await Promise.all([
      whoami(`/nowhere:${one}:${two}`), whoami(`${one}:${two}`, '--context second'), whoami(`${two}:${one}`),
    ])).toEqual([user.name, 'admin', 'admin']);
  });
});

describe('the API server is reached', () => {
  it('through the proxy of the kubeconfig or of HTTPS_PROXY, streams too, unless NO_PROXY excepts it', async () => {
    const far = { server: 'https://k8s.invalid:6443', 'tls-server-name': 'localhost' };
    const byKubeconfig = logins.kubeconfig('proxy', adminFields(), { ...far, 'proxy-url': proxy.url });
    const byEnvironment = logins.kubeconfig('far', adminFields(), far);
    const [first, second, third, watched] = await Promise.all([
      whoami(byKubeconfig), whoami(byEnvironment, '', { HTTPS_PROXY: proxy.url }), whoami(byEnvironment, '--request-timeout 2s', { HTTPS_PROXY: proxy.url, NO_PROXY: '.invalid' }),
      logins.k6(byKubeconfig, `status nope -w -n ${namespace}`),
    ]);
    expect([first, second, watched.exitCode]).toEqual(['admin', 'admin', 3]);
    expect(third).toContain('ENOTFOUND k8s.invalid');
    expect(new Set(proxy.asked)).toEqual(new Set(['k8s.invalid:6443']));
  });

  it('without a look at its certificate, or under another name, where the kubeconfig or a flag says so', async () => {
    const untrusted = logins.kubeconfig('untrusted', adminFields(), { 'certificate-authority-data': undefined });
    expect(await Promise.all([
      whoami(untrusted, '--insecure-skip-tls-verify'),
      whoami(logins.kubeconfig('insecure', adminFields(), { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true })),
      whoami(logins.kubeconfig('name', adminFields(), { 'tls-server-name': 'localhost' })), whoami(logins.kubeconfig('other', adminFields()), '--tls-server-name localhost'),
    ])).toEqual(['admin', 'admin', 'admin', 'admin']);
  });
});

describe('what does not work is said in one line, with what to do', () => {
  const cases: [string, () => [string, string?, Record<string, string>?], RegExp][] = [
    ['an exec program that is not there', () => [logins.kubeconfig('missing', exec('no-such-login', { installHint: 'install it with: apt install login' }))], /no-such-login.*not there\n.*apt install login/],
    ['an exec program that fails', () => [logins.kubeconfig('fails', exec(logins.file('failing', '#!/bin/sh\necho "your session is over: log in again" >&2\nexit 3\n')))], /^your session is over: log in again\nerror: .*failing.*exit code 3\n/],
    ['an exec program that says something else', () => [logins.kubeconfig('rubbish', exec(logins.file('rubbish.sh', '#!/bin/sh\necho hello\n')))], /rubbish\.sh.*ExecCredential.*\n/],
    ['an exec program that has no credentials', () => [logins.kubeconfig('empty', exec(loginProgram('empty.sh', {})))], /empty\.sh.*neither.*\n/],
    ['an OIDC token that is over and cannot be renewed', () => [logins.kubeconfig('expired', oidc({ 'id-token': 'e30.eyJleHAiOjF9.x' }))], /auth-provider oidc has no token that is still valid\n/],
    ['a file of a token that is not there', () => [logins.kubeconfig('notoken', { tokenFile: 'nowhere' })], /nowhere.*\n/],
    ['a file of a certificate that is not there', () => [logins.kubeconfig('nocert', { 'client-certificate': 'nowhere.crt', 'client-key': 'nowhere.key' })], /nowhere\.crt.*\n/],
    ['a token that is refused', () => [logins.kubeconfig('wrong', { token: 'wrong' })], /Unauthorized\n.*log in again/],
    ['a certificate that is not trusted', () => [logins.kubeconfig('mistrusted', adminFields(), { 'certificate-authority-data': undefined })], /certificate.*\n.*--certificate-authority/],
    ['a proxy that is not there', () => [logins.kubeconfig('noproxy', adminFields(), { 'proxy-url': 'http://127.0.0.1:1' })], /through the proxy http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED.*\n/],
    ['a proxy of a kind that is not known', () => [logins.kubeconfig('oddproxy', adminFields(), { 'proxy-url': 'ftp://127.0.0.1:1' })], /proxy.*ftp:\/\/127\.0\.0\.1:1.*\n/],
  ];

  it.each(cases)('%s', async (_what, made, words) => {
    const [kubeconfig, flags = '', more] = made();
    const { exitCode, stdout, stderr } = await logins.k6(kubeconfig, `list -n ${namespace} --request-timeout 5s ${flags}`, more);
    expect(stderr).toMatch(words);
    expect({ code: [1, 5].includes(exitCode ?? 0), stdout, lines: stderr.split('error: ').at(-1)?.split('\n').length }).toEqual({ code: true, stdout: '', lines: 2 });
  });
});
