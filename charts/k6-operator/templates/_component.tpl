{{- /*
What the controller and the webhook have in common. These templates take a scope:
  root       the chart's own context
  component  controller or webhook
  values     the component's values
  account    the values of its service account
*/}}

{{- define "k6-operator.componentName" -}}
{{ include "k6-operator.fullname" .root }}-{{ .component }}
{{- end }}

{{- define "k6-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "k6-operator.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "k6-operator.componentLabels" -}}
{{ include "k6-operator.labels" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "k6-operator.metadata" -}}
name: {{ include "k6-operator.componentName" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "k6-operator.componentLabels" . | nindent 2 }}
{{- end }}

{{- define "k6-operator.serviceAccountName" -}}
{{- if .account.create }}
{{- default (include "k6-operator.componentName" .) .account.name }}
{{- else }}
{{- default "default" .account.name }}
{{- end }}
{{- end }}

{{- define "k6-operator.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "k6-operator.serviceAccountName" . }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "k6-operator.componentLabels" . | nindent 4 }}
  {{- with .account.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end }}

{{- define "k6-operator.podDisruptionBudget" -}}
{{- if and .values.podDisruptionBudget.enabled (gt (int .values.replicas) 1) }}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "k6-operator.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ .values.podDisruptionBudget.maxUnavailable }}
  # A pod that is not ready guards nothing, and must not keep a node from being drained.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "k6-operator.selectorLabels" . | nindent 6 }}
{{- end }}
{{- end }}

{{- /*
Both speak to the API server and to DNS alone. Takes port and from (a list of peers; empty: everyone) beside the scope, and with a collector its port
and runners (peers as well); its replicas speak to each other there.
*/}}
{{- define "k6-operator.networkPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "k6-operator.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "k6-operator.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
  - ports:
    - protocol: TCP
      port: {{ .port }}
    {{- with .from }}
    from:
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if .collector }}
  - ports:
    - protocol: TCP
      port: {{ .collector }}
    {{- with .runners }}
    from:
    {{- toYaml . | nindent 4 }}
    - podSelector:
        matchLabels:
          {{- include "k6-operator.selectorLabels" $ | nindent 10 }}
    {{- end }}
  {{- end }}
  egress:
  {{- if .collector }}
  - ports:
    - protocol: TCP
      port: {{ .collector }}
    to:
    - podSelector:
        matchLabels:
          {{- include "k6-operator.selectorLabels" . | nindent 10 }}
  {{- end }}
  - ports:
    {{- range .root.Values.networkPolicy.apiServerPorts }}
    - protocol: TCP
      port: {{ int . }}
    {{- end }}
  - ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end }}

{{- /* PodMonitor and ServiceMonitor, where they are wanted. Takes port and, for TLS, scheme beside the scope. */}}
{{- define "k6-operator.monitors" -}}
{{- range $kind, $field := dict "PodMonitor" "podMetricsEndpoints" "ServiceMonitor" "endpoints" }}
{{- $monitor := get $.root.Values.metrics (untitle $kind) }}
{{- if $monitor.enabled }}
---
apiVersion: monitoring.coreos.com/v1
kind: {{ $kind }}
metadata:
  {{- include "k6-operator.metadata" $ | nindent 2 }}
    {{- with $monitor.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "k6-operator.selectorLabels" $ | nindent 6 }}
  {{ $field }}:
  - port: {{ $.port }}
    path: /metrics
    interval: {{ $monitor.interval }}
    {{- if eq (default "http" $.scheme) "https" }}
    scheme: https
    # Prometheus comes by the pod's address, which is in no certificate, and the CA changes; metrics are no secret to protect.
    tlsConfig:
      insecureSkipVerify: true
    {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "k6-operator.roleMetadata" -}}
name: {{ .name }}
{{- with .namespace }}
namespace: {{ . }}
{{- end }}
labels:
  {{- include "k6-operator.componentLabels" . | nindent 2 }}
{{- with .annotations }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* A role, bound to the component's account. Takes name, rules, namespace (none: cluster-wide) and annotations beside the scope. */}}
{{- define "k6-operator.grant" -}}
{{- $kind := empty .namespace | ternary "ClusterRole" "Role" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $kind }}
metadata:
  {{- include "k6-operator.roleMetadata" . | nindent 2 }}
rules:
{{ .rules }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $kind }}Binding
metadata:
  {{- include "k6-operator.roleMetadata" . | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ $kind }}
  name: {{ .name }}
subjects:
- kind: ServiceAccount
  name: {{ include "k6-operator.serviceAccountName" . }}
  namespace: {{ .root.Release.Namespace }}
{{- end }}
