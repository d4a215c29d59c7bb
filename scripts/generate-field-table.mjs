// Writes src/config/*-fields.gen.ts from CRD manifests: the names, types, enums and bounds of every field.
// Descriptions are left out, equal schemas are shared. Run it again when a new release changes its CRDs:
//   node scripts/generate-field-table.mjs istio path/to/istio-crds.yaml
//   node scripts/generate-field-table.mjs gateway-api path/to/gateway-api-crds/*.yaml
import { readFileSync, writeFileSync } from 'node:fs'
import { loadAll } from 'js-yaml'

/** Kinds that are checked: by group, and by name where a group has more; patterns are kept where the CRDs lean on them. */
const TABLES = {
  istio: {
    constant: 'ISTIO',
    owner: "Istio's",
    groups: ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
  },
  'gateway-api': {
    constant: 'GATEWAY_API',
    owner: "the Gateway API's",
    groups: ['gateway.networking.k8s.io'],
    kinds: ['Gateway', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'ReferenceGrant'],
    patterns: true,
    // Not modelled, and other in each release.
    unlooked: ['sessionPersistence'],
  },
}

/** CEL rules that say no more than a bound or a format: they become part of the table. */
const CEL_BOUNDS = [
  [/^duration\(self\) >= duration\('1ms'\)$/, { format: 'duration' }],
  [/^0 < self && self <= 65535$/, { minimum: 1, maximum: 65535 }],
  [/^self in \["", "HTTP", "HTTPS"\]$/, { enum: ['', 'HTTP', 'HTTPS'] }],
]

/** What does not fit is refused when the API server or istiod reads the number. */
const INT32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }

const [name, ...inputs] = process.argv.slice(2)
const table = TABLES[name]
if (!table || inputs.length === 0) {
  process.stderr.write(`usage: node scripts/generate-field-table.mjs ${Object.keys(TABLES).join('|')} <crds.yaml>...\n`)
  process.exit(2)
}

const schemas = []
const indexOf = new Map()
const kinds = []
for (const crd of inputs.flatMap(input => loadAll(readFileSync(input, 'utf8')))) {
  if (crd?.kind !== 'CustomResourceDefinition' || !table.groups.includes(crd.spec.group)) continue
  if (table.kinds && !table.kinds.includes(crd.spec.names.kind)) continue
  const versions = crd.spec.versions.filter(version => version.served)
  const entry = { group: crd.spec.group, kind: crd.spec.names.kind, versions: {} }
  for (const version of versions) {
    const { spec } = version.schema.openAPIV3Schema.properties
    entry.versions[version.name] = share(compact(spec))
  }
  kinds.push(entry)
}
kinds.sort((a, b) => (a.group + a.kind < b.group + b.kind ? -1 : 1))
writeFileSync(new URL(`../src/config/${name}-fields.gen.ts`, import.meta.url), render())

/** Index of a schema in the table; the same text is the same schema. */
function share(schema) {
  const text = JSON.stringify(schema)
  const known = indexOf.get(text)
  if (known !== undefined) return known
  const index = schemas.length
  indexOf.set(text, index)
  schemas.push(text)
  return index
}

function compact(schema) {
  const own = {
    type: typeOf(schema),
    ...(schema.enum ? { enum: schema.enum } : {}),
    ...(table.patterns && schema.pattern ? { pattern: schema.pattern } : {}),
    ...bounds(schema),
    ...celBounds(schema),
    ...required(schema),
    ...exclusives(schema),
  }
  if (own.type === 'array') return { ...own, items: share(compact(schema.items)) }
  if (own.type !== 'object') return own
  if (typeof schema.additionalProperties === 'object') {
    return { ...own, type: 'map', items: share(compact(schema.additionalProperties)) }
  }
  const fields = {}
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    fields[name] = share(table.unlooked?.includes(name) ? { type: 'object', fields: {}, open: true } : compact(field))
  }
  return { ...own, fields, ...(schema['x-kubernetes-preserve-unknown-fields'] ? { open: true } : {}) }
}

/** A field with a default is never missing by the time it is checked. */
function required(schema) {
  const names = (schema.required ?? []).filter(field => schema.properties?.[field]?.default === undefined)
  return names.length > 0 ? { required: names } : {}
}

function typeOf(schema) {
  if (schema['x-kubernetes-int-or-string']) return 'intOrString'
  if (schema.type === 'object' || schema.properties || schema.additionalProperties) return 'object'
  return schema.type ?? 'any'
}

function bounds(schema) {
  const names = [
    'minimum',
    'maximum',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'maxProperties',
    'minProperties',
  ]
  const found = names.filter(name => schema[name] !== undefined).map(name => [name, schema[name]])
  return { ...(schema.format === 'int32' ? INT32 : {}), ...Object.fromEntries(found) }
}

function celBounds(schema) {
  const found = {}
  for (const { rule } of schema['x-kubernetes-validations'] ?? []) {
    for (const [pattern, bound] of CEL_BOUNDS) if (pattern.test(rule)) Object.assign(found, bound)
  }
  return found
}

/**
 * `oneOf`/`anyOf`/`allOf` in these CRDs only ever say "at most one (or exactly one) of these fields": each alternative is one
 * `required`, and a `not` among them makes "none" an alternative too.
 */
function exclusives(schema) {
  if (schema['x-kubernetes-int-or-string']) return {}
  const groups = [schema, ...(schema.allOf ?? [])].flatMap(part => [part.oneOf, part.anyOf].filter(Boolean))
  const atMostOne = []
  for (const group of groups) {
    const names = group.flatMap(alternative => alternative.required ?? [])
    const isEachAlone = group.every(alternative => alternative.not || alternative.required?.length === 1)
    if (names.length > 1 && isEachAlone) {
      atMostOne.push({ names, isNeeded: !group.some(alternative => alternative.not) })
    }
  }
  return atMostOne.length > 0 ? { oneOf: atMostOne } : {}
}

function render() {
  return `// Generated by scripts/generate-field-table.mjs from ${table.owner} CRDs. Do not edit.
import type { FieldSchema, KindSchema } from './field-schema.ts'

/** Every distinct schema; others refer to it by its index. */
export const ${table.constant}_SCHEMAS: readonly FieldSchema[] = [
${schemas.map(schema => `  ${schema},`).join('\n')}
]

/** Per kind the served versions and the index of their \`spec\`. */
export const ${table.constant}_KINDS: readonly KindSchema[] = [
${kinds.map(kind => `  ${JSON.stringify(kind)},`).join('\n')}
]
`
}
