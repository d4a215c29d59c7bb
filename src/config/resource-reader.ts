import type { Check } from './check.ts'
import { groupOf, isNamespaced } from './kinds.ts'
import { checkLabels, isDnsSubdomain } from './label.ts'
import type { Resource } from './resource.ts'
import { placeOf, type SourceNode } from './source-node.ts'
import { isSet, recordOf, textMapOf, textOf, type YamlRecord } from './value.ts'

/** 2024-01-01T00:00:00Z: what a resource without a creationTimestamp counts as (the recordings' rule). */
export const DEFAULT_CREATION_TIME_MS = 1_704_067_200_000

/** A resource of a document that has apiVersion and kind. */
export function makeResource(body: YamlRecord, source: SourceNode, cluster: string): Resource {
  const metadata = recordOf(body.metadata)
  const apiVersion = textOf(body.apiVersion)
  const kind = textOf(body.kind)
  return {
    apiVersion,
    kind,
    namespace: isNamespaced(groupOf(apiVersion), kind) ? textOf(metadata.namespace) || 'default' : '',
    name: textOf(metadata.name) || (singleLetterOf(metadata.name, source) ?? ''),
    labels: textMapOf(metadata.labels),
    annotations: textMapOf(metadata.annotations),
    creationTimeMs: creationTimeOf(metadata) ?? DEFAULT_CREATION_TIME_MS,
    body,
    source,
    place: placeOf(source, []),
    cluster,
  }
}

/**
 * kubectl takes an unquoted `y` or `n` for a boolean, YAML 1.2 (and so other tools and the recordings) for text. As a name it
 * can only be meant as text.
 */
function singleLetterOf(name: unknown, source: SourceNode): string | undefined {
  if (typeof name !== 'boolean') return undefined
  const raw = source.entries?.get('metadata')?.entries?.get('name')?.raw
  return raw?.length === 1 ? raw : undefined
}

/** What `kubectl apply` compares by. */
export function identityOf(resource: Resource): string {
  const group = groupOf(resource.apiVersion)
  return [resource.cluster, group, resource.kind, resource.namespace, resource.name].join('\n')
}

/** Milliseconds since 1970 of metadata.creationTimestamp; undefined when it has none or a bad one. */
export function creationTimeOf(metadata: YamlRecord): number | undefined {
  const text = textOf(metadata.creationTimestamp)
  const milliseconds = /^\d{4}-\d\d-\d\d[Tt ]/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}

/** The metadata that the simulation and `kubectl apply` need. */
export function checkMetadata(check: Check): void {
  const { body, name } = check.resource
  if (!isSet(body.metadata)) {
    check.error('MS2004', [], 'metadata is missing', 'give the resource a metadata.name')
    return
  }
  const metadata = recordOf(body.metadata)
  checkName(name, metadata, check)
  if (isSet(metadata.creationTimestamp) && creationTimeOf(metadata) === undefined) {
    const help = 'write it as 2024-01-31T12:00:00Z'
    check.error('MS2004', ['metadata', 'creationTimestamp'], 'the creationTimestamp is not a time', help)
  }
  for (const field of ['labels', 'annotations']) checkTextMap(field, metadata[field], check)
  checkLabels(metadata.labels, ['metadata', 'labels'], check)
}

function checkName(name: string, metadata: YamlRecord, check: Check): void {
  if (name !== '') {
    if (typeof metadata.name === 'boolean') {
      const message = `kubectl reads the name ${name} as ${String(metadata.name)}`
      check.warning('MS2004', ['metadata', 'name'], message, 'put it in quotes')
    }
    if (isDnsSubdomain(name)) return
    const help = 'lower-case letters, digits, - and ., beginning and ending with a letter or digit'
    check.error('MS2004', ['metadata', 'name'], `${name} is not a valid name`, help)
  } else if (typeof metadata.name === 'number' || typeof metadata.name === 'boolean') {
    check.error('MS2004', ['metadata', 'name'], `a name must be text, not ${String(metadata.name)}`, 'put it in quotes')
  } else {
    const help = isSet(metadata.generateName) ? 'generateName does not work with kubectl apply' : undefined
    check.error('MS2004', ['metadata'], 'metadata.name is missing', help)
  }
}

function checkTextMap(field: string, value: unknown, check: Check): void {
  if (!isSet(value)) return
  if (typeof value !== 'object' || Array.isArray(value)) {
    check.error('MS2004', ['metadata', field], `metadata.${field} must be a mapping of text to text`)
    return
  }
  for (const [key, entry] of Object.entries(recordOf(value))) {
    if (typeof entry === 'string' || entry === null) continue
    const help = typeof entry === 'object' ? undefined : 'put it in quotes'
    check.error('MS2004', ['metadata', field, key], `the value of ${field} ${key} must be text`, help)
  }
}
