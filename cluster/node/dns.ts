export interface DnsSettings {
  image: string;
  /** The address of the Service. */
  address: string;
  /** Whom to ask for names outside the cluster; none where nobody can be reached. */
  upstreams: readonly string[];
}

const labels = { 'k8s-app': 'kube-dns' };
const metadata = { name: 'coredns', namespace: 'kube-system' };
const account = { kind: 'ServiceAccount', name: 'coredns', namespace: 'kube-system' };

/** CoreDNS behind the Service `kube-dns`, as every Kubernetes has it, for `kubectl apply`. */
export function dnsManifests(settings: DnsSettings): object {
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'system:coredns' },
        rules: [
          { apiGroups: [''], resources: ['services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
          { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
        ],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'system:coredns' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
        subjects: [account],
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { Corefile: corefile(settings.upstreams) } },
      deployment(settings.image),
      service(settings.address),
    ],
  };
}

export function corefile(upstreams: readonly string[]): string {
  return [
    '.:5353 {',
    '    errors',
    '    health :8080',
    '    ready :8181',
    '    kubernetes cluster.local in-addr.arpa ip6.arpa {',
    '        fallthrough in-addr.arpa ip6.arpa',
    '        ttl 5',
    '    }',
    ...(upstreams.length > 0 ? [`    forward . ${upstreams.join(' ')}`, '    cache 30 {', '        disable success cluster.local', '        disable denial cluster.local', '    }'] : []),
    '    reload',
    '}',
    '',
  ].join('\n');
}

function deployment(image: string): object {
  const container = {
    name: 'coredns',
    image,
    imagePullPolicy: 'Never',
    args: ['-conf', '/etc/coredns/Corefile'],
    ports: [{ name: 'dns', containerPort: 5353, protocol: 'UDP' }, { name: 'dns-tcp', containerPort: 5353, protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
    livenessProbe: { httpGet: { path: '/health', port: 8080 }, failureThreshold: 6 },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
  };
  const spec = {
    serviceAccountName: 'coredns',
    // Its own queries go to the node's resolver, not in a circle to itself.
    dnsPolicy: 'Default',
    priorityClassName: 'system-cluster-critical',
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
    volumes: [{ name: 'config', configMap: { name: 'coredns' } }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadata, labels },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function service(clusterIP: string): object {
  const ports = [
    { name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, targetPort: 5353, protocol: 'TCP' },
  ];
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'kube-dns', namespace: 'kube-system', labels }, spec: { clusterIP, selector: labels, ports } };
}
