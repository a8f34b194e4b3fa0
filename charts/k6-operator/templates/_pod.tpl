{{- /* What the pods of the controller, the webhook and the test have in common. The scope is that of _component.tpl. */}}

{{- define "k6-operator.podMetadata" -}}
labels:
  {{- include "k6-operator.componentLabels" . | nindent 2 }}
  {{- with .values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
annotations:
  kubectl.kubernetes.io/default-container: {{ .component }}
  {{- with .values.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- /* The pod's half of the restricted pod security standard; null leaves the user to the platform. */}}
{{- define "k6-operator.podSecurity" -}}
runAsNonRoot: true
{{- if ne .values.runAsUser nil }}
runAsUser: {{ .values.runAsUser }}
{{- end }}
{{- if ne .values.runAsGroup nil }}
runAsGroup: {{ .values.runAsGroup }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- /* The container's half. */}}
{{- define "k6-operator.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "k6-operator.podIdentity" -}}
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end }}

{{- /* Takes port and, for TLS, scheme beside the scope. */}}
{{- define "k6-operator.probes" -}}
{{- range $probe, $settings := dict
  "startupProbe" (dict "path" "/healthz" "periodSeconds" 1 "failureThreshold" 60)
  "livenessProbe" (dict "path" "/healthz" "periodSeconds" 20 "timeoutSeconds" 5)
  "readinessProbe" (dict "path" "/readyz" "periodSeconds" 5 "timeoutSeconds" 5) }}
{{ $probe }}:
  httpGet:
    path: {{ $settings.path }}
    port: {{ $.port }}
    {{- with $.scheme }}
    scheme: {{ . }}
    {{- end }}
  {{- toYaml (omit $settings "path") | nindent 2 }}
{{- end }}
{{- end }}

{{- /* Takes the chart's own context. */}}
{{- define "k6-operator.pullSecrets" -}}
{{- with .Values.image.pullSecrets -}}
imagePullSecrets:
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end }}

{{- /* Where the pods may run. Without a choice of the site's they spread over zones and nodes where there are several. */}}
{{- define "k6-operator.scheduling" -}}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
{{- toYaml . | nindent 0 }}
{{- end }}
affinity:
{{- if .values.affinity }}
  {{- toYaml .values.affinity | nindent 2 }}
{{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "k6-operator.selectorLabels" . | nindent 12 }}
{{- end }}
topologySpreadConstraints:
{{- if .values.topologySpreadConstraints }}
{{- toYaml .values.topologySpreadConstraints | nindent 0 }}
{{- else }}
{{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "k6-operator.selectorLabels" $ | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}
