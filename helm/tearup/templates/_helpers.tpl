{{- define "tearup.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Prefix of every name: short enough that what is appended to it stays within 63 characters. */}}
{{- define "tearup.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "tearup.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What never changes over the life of a release: selectors and the volume claim template carry these and no others. */}}
{{- define "tearup.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tearup.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: pipeline
{{- end -}}

{{/* Labels of a resource. Call with (dict "root" $ "component" "pipeline"). */}}
{{- define "tearup.labels" -}}
{{- $root := .root -}}
{{- $labels := dict
  "app.kubernetes.io/name" (include "tearup.name" $root)
  "app.kubernetes.io/instance" $root.Release.Name
  "app.kubernetes.io/component" .component
  "app.kubernetes.io/version" $root.Chart.AppVersion
  "app.kubernetes.io/part-of" "tearup"
  "app.kubernetes.io/managed-by" $root.Release.Service
  "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_") -}}
{{- toYaml (mergeOverwrite (deepCopy $root.Values.commonLabels) $labels) -}}
{{- end -}}

{{- define "tearup.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "tearup.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "tearup.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "tearup.strimziNamespace" -}}
{{- default .Release.Namespace .Values.strimzi.namespace -}}
{{- end -}}

{{- define "tearup.userName" -}}
{{- default (include "tearup.fullname" .) .Values.strimzi.user.name -}}
{{- end -}}

{{/* Whether the program's credentials come from a KafkaUser; "true" or empty. */}}
{{- define "tearup.strimziUser" -}}
{{- if and .Values.strimzi.enabled .Values.strimzi.user.enabled -}}true{{- end -}}
{{- end -}}

{{/* Name of the environment variable the program reads a property from: sasl.jaas.config is KAFKA_SASL_JAAS_CONFIG. */}}
{{- define "tearup.propertyVariable" -}}
{{- printf "%s%s" .prefix (.property | upper | replace "." "_") -}}
{{- end -}}

{{/* The configuration file of the program. */}}
{{- define "tearup.config" -}}
{{- $properties := deepCopy .Values.kafka.properties -}}
{{- $_ := set $properties "num.stream.threads" (toString .Values.streams.threads) -}}
{{- if eq .Values.group.protocol "streams" -}}
{{- $_ := set $properties "group.protocol" "streams" -}}
{{- else -}}
{{- $_ := set $properties "num.standby.replicas" (toString .Values.group.standbyReplicas) -}}
{{- end -}}
{{- if and .Values.group.staticMembership (not (hasKey $properties "session.timeout.ms")) -}}
{{- $_ := set $properties "session.timeout.ms" (printf "%d000" (int .Values.group.staticSessionSeconds)) -}}
{{- end -}}
{{- if .Values.rack.enabled -}}
{{- $_ := set $properties "rack.aware.assignment.tags" "zone" -}}
{{- end -}}
{{- if include "tearup.strimziUser" . -}}
{{- $_ := set $properties "ssl.truststore.type" "PEM" -}}
{{- $_ := set $properties "ssl.truststore.location" "/etc/tearup-secrets/strimzi-ca/ca.crt" -}}
{{- if eq .Values.strimzi.user.authentication "tls" -}}
{{- $_ := set $properties "security.protocol" "SSL" -}}
{{- $_ := set $properties "ssl.keystore.type" "PKCS12" -}}
{{- $_ := set $properties "ssl.keystore.location" "/etc/tearup-secrets/strimzi-user/user.p12" -}}
{{- else -}}
{{- $_ := set $properties "security.protocol" "SASL_SSL" -}}
{{- $_ := set $properties "sasl.mechanism" "SCRAM-SHA-512" -}}
{{- end -}}
{{- end -}}
{{- $registry := dict "url" .Values.registry.url -}}
{{- if .Values.registry.properties -}}
{{- $_ := set $registry "properties" .Values.registry.properties -}}
{{- end -}}
{{- toYaml (dict
  "kafka" (dict "bootstrap" .Values.kafka.bootstrap "properties" $properties)
  "registry" $registry
  "applicationId" .Values.config.applicationId
  "stateDir" "/var/lib/tearup"
  "ingress" .Values.config.ingress
  "replicationFactor" .Values.config.replicationFactor
  "http" (dict "host" "0.0.0.0" "port" .Values.http.port "marksWithinSeconds" .Values.http.marksWithinSeconds "console" .Values.http.console)
  "riskGroups" .Values.config.riskGroups) -}}
{{- end -}}

{{/* Data of the ConfigMap; also what the pods' checksum is made of. */}}
{{- define "tearup.configData" -}}
tearup.yaml: |
  {{- include "tearup.config" . | nindent 2 }}
{{- range $name, $text := .Values.config.documents }}
{{ $name }}: |
  {{- $text | nindent 2 }}
{{- end }}
{{- end -}}

{{/*
Environment: secrets by reference. Call with (dict "root" $ "kafka" true "registry" true).
*/}}
{{- define "tearup.secretEnv" -}}
{{- $root := .root -}}
{{- if .kafka }}
{{- range $root.Values.kafka.secretProperties }}
- name: {{ include "tearup.propertyVariable" (dict "prefix" "KAFKA_" "property" .property) }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key | quote }}
{{- end }}
{{- if include "tearup.strimziUser" $root }}
{{- if eq $root.Values.strimzi.user.authentication "tls" }}
- name: KAFKA_SSL_KEYSTORE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "tearup.userName" $root }}
      key: user.password
{{- else }}
- name: KAFKA_SASL_JAAS_CONFIG
  valueFrom:
    secretKeyRef:
      name: {{ include "tearup.userName" $root }}
      key: sasl.jaas.config
{{- end }}
{{- end }}
{{- end }}
{{- if .registry }}
{{- range $root.Values.registry.secretProperties }}
- name: {{ include "tearup.propertyVariable" (dict "prefix" "TEARUP_REGISTRY_" "property" .property) }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Volumes with the brokers' certificates and the user's key. */}}
{{- define "tearup.secretVolumes" -}}
{{- range $i, $file := .Values.kafka.files }}
- name: kafka-files-{{ $i }}
  secret:
    secretName: {{ $file.secret }}
    defaultMode: 0440
{{- end }}
{{- if include "tearup.strimziUser" . }}
- name: strimzi-ca
  secret:
    secretName: {{ .Values.strimzi.cluster }}-cluster-ca-cert
    defaultMode: 0440
    items:
      - {key: ca.crt, path: ca.crt}
{{- if eq .Values.strimzi.user.authentication "tls" }}
- name: strimzi-user
  secret:
    secretName: {{ include "tearup.userName" . }}
    defaultMode: 0440
    items:
      - {key: user.p12, path: user.p12}
{{- end }}
{{- end }}
{{- end -}}

{{- define "tearup.secretMounts" -}}
{{- range $i, $file := .Values.kafka.files }}
- name: kafka-files-{{ $i }}
  mountPath: {{ $file.path }}
  readOnly: true
{{- end }}
{{- if include "tearup.strimziUser" . }}
- name: strimzi-ca
  mountPath: /etc/tearup-secrets/strimzi-ca
  readOnly: true
{{- if eq .Values.strimzi.user.authentication "tls" }}
- name: strimzi-user
  mountPath: /etc/tearup-secrets/strimzi-user
  readOnly: true
{{- end }}
{{- end }}
{{- end -}}

{{- define "tearup.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ .Values.podSecurity.runAsUser | int64 }}
runAsGroup: {{ .Values.podSecurity.runAsGroup | int64 }}
fsGroup: {{ .Values.podSecurity.fsGroup | int64 }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "tearup.containerSecurityContext" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "tearup.javaOptions" -}}
{{- printf "-XX:MaxRAMPercentage=%d -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp %s" (int .Values.jvm.heapPercent) .Values.jvm.options | trim -}}
{{- end -}}

{{/*
The pod of a Job or a test: one command of the program, with the configuration mounted.
Call with (dict "root" $ "component" "schemas" "config" NAME "args" (list ...) "kafka" true "registry" true).
*/}}
{{- define "tearup.commandPodSpec" -}}
{{- $root := .root -}}
restartPolicy: Never
automountServiceAccountToken: false
enableServiceLinks: false
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  {{- include "tearup.podSecurityContext" $root | nindent 2 }}
containers:
  - name: {{ .component }}
    image: {{ include "tearup.image" $root | quote }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    args: {{ toJson .args }}
    env:
      - name: TEARUP_JAVA_OPTS
        value: {{ include "tearup.javaOptions" $root | quote }}
      {{- include "tearup.secretEnv" . | nindent 6 }}
      {{- with $root.Values.extraEnv }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    securityContext:
      {{- include "tearup.containerSecurityContext" $root | nindent 6 }}
    resources:
      {{- toYaml $root.Values.hooks.resources | nindent 6 }}
    volumeMounts:
      - {name: config, mountPath: /etc/tearup, readOnly: true}
      - {name: tmp, mountPath: /tmp}
      - {name: state, mountPath: /var/lib/tearup}
      {{- if .kafka }}
      {{- include "tearup.secretMounts" $root | nindent 6 }}
      {{- end }}
volumes:
  - name: config
    configMap:
      name: {{ .config }}
  - name: tmp
    emptyDir: {sizeLimit: 256Mi}
  - name: state
    emptyDir: {sizeLimit: 256Mi}
  {{- if .kafka }}
  {{- include "tearup.secretVolumes" $root | nindent 2 }}
  {{- end }}
{{- with $root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
