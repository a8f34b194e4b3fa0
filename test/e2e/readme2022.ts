/** The resource under "Executing tests", as it stands in the README of 2022, its placeholders with it. */
export const k6Resource = `
apiVersion: k6.io/v1alpha1
kind: K6
metadata:
  name: k6-sample
spec:
  parallelism: 4
  script:
    configMap:
      name: k6-test
      file: test.js
  separate: false
  runner:
    image: <custom-image>
    metadata:
      labels:
        cool-label: foo
      annotations:
        cool-annotation: bar
    resources:
      limits:
        cpu: 200m
        memory: 1000mi
      requests:
        cpu: 100m
        memory: 500Mi
  starter:
    image: <custom-image>
    metadata:
      labels:
        cool-label: foo
      annotations:
        cool-annotation: bar
`;

/** The same as its writer means it: with images for the runners and the starter, and mebibytes. */
export function k6ResourceMeant(runner: string, starter: string): string {
  return k6Resource.replace('<custom-image>', runner).replace('<custom-image>', starter).replace('1000mi', '1000Mi');
}

/** The resource under "Using extensions", as it stands there. */
export const k6ResourceWithExtension = `
apiVersion: k6.io/v1alpha1
kind: K6
metadata:
  name: k6-sample-with-extensions
spec:
  parallelism: 4
  script:
    configMap:
      name: crocodile-stress-test
      file: test.js
  image: k6-prometheus:latest
  arguments: --out prometheus
  ports:
  - containerPort: 5656
    name: metrics
`;

/** 200 VUs, as the README's words under "Parallelism" have it. */
export const script = `
import { sleep } from 'k6';
export const options = { vus: 200, duration: '3s' };
export default function () { sleep(0.5); }
`;

/** The rights under "Scheduling Tests", for a namespace. */
export const schedulingRights = (namespace: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: k6-${namespace}
rules:
  - apiGroups:
      - k6.io
    resources:
      - k6s
    verbs:
      - create
      - delete
      - get
      - list
      - patch
      - update
      - watch
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: k6-${namespace}
roleRef:
  kind: ClusterRole
  name: k6-${namespace}
  apiGroup: rbac.authorization.k8s.io
subjects:
  - kind: ServiceAccount
    name: k6-${namespace}
    namespace: ${namespace}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: k6-${namespace}
  namespace: ${namespace}
`;

/** The CronJob under "Scheduling Tests". */
export const cronJob = (apiVersion: string): string => `
apiVersion: ${apiVersion}
kind: CronJob
metadata:
  name: my-test-cron
spec:
  schedule: "0 2 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          serviceAccount: k6
          containers:
            - name: kubectl
              image: bitnami/kubectl
              volumeMounts:
                - name: k6-yaml
                  mountPath: /tmp/
              command:
                - /bin/bash
              args:
                - -c
                - "kubectl delete -f /tmp/my-test.yaml; kubectl apply -f /tmp/my-test.yaml"
          restartPolicy: OnFailure
          volumes:
            - name: k6-yaml
              configMap:
                name: my-test-config
`;

/** The PodMonitor under "Using extensions". */
export const podMonitor = `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: k6-monitor
spec:
  selector:
    matchLabels:
      app: k6
  podMetricsEndpoints:
  - port: metrics
`;

/** The first block under "Scheduling Tests", with a name for its placeholder. */
export const configMapGenerator = `
configMapGenerator:
  - name: my-test-config
    files:
      - my-test.yaml
`;
