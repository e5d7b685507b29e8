{{/* Egress to brokers, registry and DNS, and whatever the values add. */}}
{{- define "tearup.egress" -}}
{{- range list .Values.networkPolicy.kafka .Values.networkPolicy.registry }}
- ports:
    {{- range .ports }}
    - {port: {{ . | int }}, protocol: TCP}
    {{- end }}
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
- ports:
    {{- range .Values.networkPolicy.dns.ports }}
    - {port: {{ . | int }}, protocol: UDP}
    - {port: {{ . | int }}, protocol: TCP}
    {{- end }}
  {{- with .Values.networkPolicy.dns.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- with .Values.networkPolicy.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What pods of Jobs and tests may do: nothing comes in, brokers, registry and DNS go out. Call with (dict "root" $ "components" (list ...)). */}}
{{- define "tearup.commandNetworkPolicySpec" -}}
podSelector:
  matchLabels:
    app.kubernetes.io/name: {{ include "tearup.name" .root }}
    app.kubernetes.io/instance: {{ .root.Release.Name }}
  matchExpressions:
    - {key: app.kubernetes.io/component, operator: In, values: {{ toJson .components }}}
policyTypes: [Ingress, Egress]
egress:
  {{- include "tearup.egress" .root | trim | nindent 2 }}
{{- end -}}
