import { checkOf } from './check.ts'
import type { Diagnostic } from './diagnostic.ts'
import { checkGatewayApi } from './gateway-api/check-gateway-api.ts'
import { checkIstio } from './istio/check-istio.ts'
import { groupOf, groupsWithKind, kindsOf } from './kinds.ts'
import { checkKubernetes } from './kubernetes/check-kubernetes.ts'
import { LaterNode } from './later-node.ts'
import { nearest } from './nearest.ts'
import { diagnosticAt } from './report-at.ts'
import type { Resource } from './resource.ts'
import { checkMetadata, makeResource } from './resource-reader.ts'
import type { SourceNode } from './source-node.ts'
import { isRecord, listOf, textOf, type YamlRecord } from './value.ts'

/** What a document gives: its resources without those that have an error. */
export interface ReadDocument {
  readonly resources: readonly Resource[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface DocumentContext {
  /** The user named this very file, so that a document which is no resource is a mistake and not a neighbour. */
  readonly isNamed: boolean
  readonly cluster: string
}

/** Groups whose objects need a name: those of other tools (Kustomization, IstioOperator) often have none. */
const CHECKED_GROUP =
  /^(?:|apps|autoscaling|(?:discovery|gateway\.networking)\.k8s\.io|(?:networking|security|telemetry|extensions)\.istio\.io)$/

/** Reads one YAML document: a resource, or a list of them (`List`, `VirtualServiceList`). */
export function readDocument(value: unknown, source: SourceNode, context: DocumentContext): ReadDocument {
  if (!isRecord(value)) return noResource(source, 'this document is a list or a single value', context)
  const missing = ['apiVersion', 'kind'].filter(field => textOf(value[field]) === '')
  if (missing.length > 0) return noResource(source, `this document has no ${missing.join(' and no ')}`, context)
  if (isList(value)) return readList(value, source, context)
  return readResource(value, source, context)
}

function isList(value: YamlRecord): boolean {
  return textOf(value.kind).endsWith('List') && Array.isArray(value.items)
}

function readList(value: YamlRecord, source: SourceNode, context: DocumentContext): ReadDocument {
  const read = listOf(value.items).map((item, index) => {
    const kind = textOf(value.kind).slice(0, -'List'.length)
    // The items of a typed list may leave out what the list says already.
    const whole = isRecord(item) && kind !== '' ? { apiVersion: value.apiVersion, kind, ...item } : item
    return readDocument(whole, new LaterNode(source, ['items', index]), context)
  })
  return {
    resources: read.flatMap(document => document.resources),
    diagnostics: read.flatMap(document => document.diagnostics),
  }
}

function noResource(source: SourceNode, message: string, context: DocumentContext): ReadDocument {
  const level = context.isNamed ? 'error' : 'note'
  const help = context.isNamed ? 'a Kubernetes resource begins with apiVersion and kind' : 'it is left out'
  return { resources: [], diagnostics: [diagnosticAt(source, [], { code: 'MS2001', level, message, help })] }
}

function readResource(body: YamlRecord, source: SourceNode, context: DocumentContext): ReadDocument {
  const resource = makeResource(body, source, context.cluster)
  const wrongKind = checkKind(resource)
  if (wrongKind) return { resources: [], diagnostics: [wrongKind] }
  const check = checkOf(resource)
  const group = groupOf(resource.apiVersion)
  if (CHECKED_GROUP.test(group)) {
    checkMetadata(check)
    if (group.endsWith('.istio.io')) checkIstio(check)
    else if (group === 'gateway.networking.k8s.io') checkGatewayApi(check)
    else checkKubernetes(check)
  }
  return { resources: check.hasError() ? [] : [resource], diagnostics: check.diagnostics }
}

/** A kind that its known API group does not have; unknown groups are other tools' business. */
function checkKind(resource: Resource): Diagnostic | undefined {
  const group = groupOf(resource.apiVersion)
  const kinds = kindsOf(group)
  if (!kinds || kinds.has(resource.kind)) return undefined
  const meant = nearest(resource.kind, kinds)
  const elsewhere = groupsWithKind(resource.kind).map(other => other || 'the core group (apiVersion: v1)')
  const help = meant
    ? `did you mean ${meant}?`
    : elsewhere.length > 0
      ? `${resource.kind} belongs to ${elsewhere.join(' and ')}`
      : undefined
  return diagnosticAt(resource.source, ['kind'], {
    code: 'MS2002',
    level: 'error',
    message: `${group === '' ? 'the core group' : group} has no kind ${resource.kind}`,
    ...(help ? { help } : {}),
  })
}
