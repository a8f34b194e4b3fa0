import { Flags } from '@oclif/core';

const helpGroup = 'GLOBAL';
const text = (description: string, more: { char?: 'n' | 's'; helpValue?: string } = {}) => Flags.string({ helpGroup, description, ...more });

/** kubectl's global flags, with its names and meanings: what a user types after any kubectl command works here too. */
export const globalFlags = {
  namespace: text('namespace of the run; default: the context\'s', { char: 'n' }),
  context: text('context of the kubeconfig'),
  cluster: text('cluster of the kubeconfig'),
  user: text('user of the kubeconfig'),
  kubeconfig: text('path of the kubeconfig, instead of KUBECONFIG', { helpValue: 'FILE' }),
  server: text('address and port of the API server', { char: 's', helpValue: 'URL' }),
  token: text('bearer token for the API server'),
  as: text('user to impersonate', { helpValue: 'USER' }),
  'as-group': Flags.string({ helpGroup, description: 'group to impersonate; may be given more than once', multiple: true, multipleNonGreedy: true, helpValue: 'GROUP' }),
  'as-uid': text('UID to impersonate', { helpValue: 'UID' }),
  'certificate-authority': text('certificate of the authority that the API server is checked against', { helpValue: 'FILE' }),
  'client-certificate': text('client certificate', { helpValue: 'FILE' }),
  'client-key': text('key of the client certificate', { helpValue: 'FILE' }),
  'tls-server-name': text('name that the API server\'s certificate is checked for', { helpValue: 'NAME' }),
  'insecure-skip-tls-verify': Flags.boolean({ helpGroup, description: 'do not check the API server\'s certificate' }),
  'request-timeout': text('how long one request may take, such as 5s; 0: no limit', { helpValue: 'TIME' }),
  v: Flags.integer({ helpGroup, char: 'v', description: '1: stacks of errors; 6 and above: requests to the API server, too', helpValue: 'LEVEL', default: 0 }),
};

/** The parsed global flags. */
export interface GlobalFlags {
  namespace?: string | undefined;
  context?: string | undefined;
  cluster?: string | undefined;
  user?: string | undefined;
  kubeconfig?: string | undefined;
  server?: string | undefined;
  token?: string | undefined;
  as?: string | undefined;
  'as-group'?: string[] | undefined;
  'as-uid'?: string | undefined;
  'certificate-authority'?: string | undefined;
  'client-certificate'?: string | undefined;
  'client-key'?: string | undefined;
  'tls-server-name'?: string | undefined;
  'insecure-skip-tls-verify'?: boolean | undefined;
  'request-timeout'?: string | undefined;
  v?: number | undefined;
}
