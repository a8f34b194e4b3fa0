{{- /* Namespaces whose runs the webhook is never asked about, as JSON: its own, so that it can always be repaired, and those that the site names. */}}
{{- define "k6-operator.unaskedNamespaces" -}}
{{- prepend .Values.webhook.excludedNamespaces .Release.Namespace | uniq | toJson }}
{{- end }}

{{- /*
Where the controller and `helm test` try admission by server dry-run; empty: nowhere, since there is no webhook, or no namespace or object that
it surely looks at. Stops the rendering when the site chose a namespace that the webhook is not asked about.
*/}}
{{- define "k6-operator.admissionNamespace" -}}
{{- $unasked := include "k6-operator.unaskedNamespaces" . | fromJsonArray }}
{{- $chosen := .Values.webhook.probeNamespace }}
{{- if not .Values.webhook.enabled }}
{{- else if and $chosen (has $chosen $unasked) }}
{{- fail (printf "webhook.probeNamespace: the webhook is not asked about runs in %s" $chosen) }}
{{- else if and $chosen .Values.watchNamespaces (not (has $chosen .Values.watchNamespaces)) }}
{{- fail (printf "webhook.probeNamespace: %s is not one of watchNamespaces" $chosen) }}
{{- else if $chosen }}
{{- $chosen }}
{{- else if not .Values.webhook.objectSelector }}
{{- $left := list }}
{{- range default (list "default" "kube-public" "kube-system") .Values.watchNamespaces }}
{{- if not (has . $unasked) }}{{ $left = append $left . }}{{ end }}
{{- end }}
{{- with $left }}{{ first . }}{{ end }}
{{- end }}
{{- end }}

{{- /* One webhook of a configuration. Takes root, name and path. No caBundle: the webhook fills it in itself, and no upgrade may take it away. */}}
{{- define "k6-operator.admissionWebhook" -}}
{{- $webhook := .root.Values.webhook -}}
name: {{ .name }}
admissionReviewVersions: [v1]
clientConfig:
  service:
    namespace: {{ .root.Release.Namespace }}
    name: {{ include "k6-operator.fullname" .root }}-webhook
    path: {{ .path }}
    port: 443
failurePolicy: {{ $webhook.failurePolicy }}
timeoutSeconds: {{ int $webhook.timeoutSeconds }}
sideEffects: None
matchPolicy: Equivalent
rules:
- apiGroups: [k6.io]
  apiVersions: [v1alpha1]
  operations: [CREATE, UPDATE]
  resources: [k6s, testruns]
  scope: Namespaced
namespaceSelector:
  matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values: {{ include "k6-operator.unaskedNamespaces" .root }}
  {{- with .root.Values.watchNamespaces }}
  - key: kubernetes.io/metadata.name
    operator: In
    values: {{ toJson . }}
  {{- end }}
{{- with $webhook.objectSelector }}
objectSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if semverCompare ">=1.28-0" .root.Capabilities.KubeVersion.Version }}
# What leaves the spec alone passes even where no webhook answers: finalizers, owner references and labels must never hang on it.
matchConditions:
- name: changes-the-spec
  expression: >-
    request.operation != 'UPDATE' ||
    (!has(object.metadata.deletionTimestamp) &&
    !(has(object.spec) && has(oldObject.spec) && object.spec == oldObject.spec))
{{- end }}
{{- end }}

{{- define "k6-operator.certificateSecret" -}}
{{ include "k6-operator.fullname" . }}-webhook-tls
{{- end }}

{{- /* cert-manager's annotation for the configurations, where it makes the certificates. */}}
{{- define "k6-operator.injection" -}}
{{- if .Values.webhook.certManager.enabled -}}
annotations:
  cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ include "k6-operator.fullname" . }}-webhook
{{- end }}
{{- end }}

{{- /* The names of the leaf where cert-manager makes it: the Service's and the site's own, IP addresses apart. */}}
{{- define "k6-operator.leafNames" -}}
{{- $service := printf "%s-webhook" (include "k6-operator.fullname" .) }}
{{- $inNamespace := printf "%s.%s" $service .Release.Namespace }}
{{- $names := list (printf "%s.svc" $inNamespace) (printf "%s.svc.cluster.local" $inNamespace) $inNamespace $service }}
{{- $addresses := list }}
{{- range .Values.webhook.certificates.extraNames }}
{{- if regexMatch "^[0-9.]+$|:" . }}{{ $addresses = append $addresses . }}{{ else }}{{ $names = append $names . }}{{ end }}
{{- end -}}
dnsNames: {{ $names | uniq | toJson }}
{{- with $addresses }}
ipAddresses: {{ . | uniq | toJson }}
{{- end }}
{{- end }}

{{- /* A dry-run takes the right to do the thing itself: RBAC cannot tell the two apart. */}}
{{- define "k6-operator.probeRules" -}}
- apiGroups: [k6.io]
  resources: [k6s]
  verbs: [create]
{{- end }}
