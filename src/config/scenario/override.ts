import type { Diagnostic } from '../diagnostic.ts'
import { nearest } from '../nearest.ts'
import type { SourceNode } from '../source-node.ts'
import { changedSource } from './changed-source.ts'
import { scenarioShape } from './format/root.ts'
import { isMapping, type Shape } from './format/shape.ts'
import { quoted } from './parsed.ts'
import { parseScenarioYaml } from './scenario-yaml.ts'

/** A value with its places. */
export interface Setting {
  readonly value: unknown
  readonly source: SourceNode
}

type Step = string | number
type Report = (diagnostic: Diagnostic) => void

interface Target {
  /** The whole `--set`, for messages. */
  readonly text: string
  readonly path: readonly Step[]
  readonly report: Report
}

/**
 * `--set path=value` on a composed file: `traffic.shoppers.rate=500/s`, `timeline[3].by=x4`. A key with a dot in it is
 * quoted: `workloads."a.b".queue=5`. The value is YAML. A list element must exist; a key may be new where the format has it.
 */
export function applySettings(root: Setting, settings: readonly string[], report: Report): Setting {
  let setting = root
  for (const text of settings) setting = applyOne(setting, text, report)
  return setting
}

function applyOne(root: Setting, text: string, report: Report): Setting {
  const split = splitSetting(text)
  const path = split && parsePath(split.path)
  if (split === undefined || path === undefined) {
    fail(
      { text, path: [], report },
      `${quoted(text)} is not path=value`,
      'for example --set traffic.shoppers.rate=500/s',
    )
    return root
  }
  const yaml = parseScenarioYaml(split.value, `--set ${split.path}`)
  for (const diagnostic of yaml.diagnostics) report(diagnostic)
  if (yaml.diagnostics.length > 0) return root
  const place = { file: `--set ${split.path}`, line: 1, column: 1 }
  const [leaf] = yaml.documents
  const value = leaf ? { value: leaf.value, source: leaf.source } : { value: null, source: { place } }
  return put(root, 0, value, scenarioShape, { text, path, report })
}

function splitSetting(text: string): { readonly path: string; readonly value: string } | undefined {
  const match = /^((?:"[^"]*"|[^"=])+)=(.*)$/s.exec(text)
  return match ? { path: match[1].trim(), value: match[2] } : undefined
}

/** Steps of a path: keys (quoted or not) and indices in brackets. */
function parsePath(text: string): readonly Step[] | undefined {
  if (!/^(?:"[^"]+"|[^."[\]]+)(?:\.(?:"[^"]+"|[^."[\]]+)|\[\d+\])*$/.test(text)) return undefined
  const steps = [...text.matchAll(/\[(\d+)\]|"([^"]+)"|([^."[\]]+)/g)]
  return steps.map(([, index, quotedKey, key]) => (index !== undefined ? Number(index) : (quotedKey ?? key)))
}

/** The value with the leaf put at the rest of the path; unchanged if that is not possible, which has been reported. */
function put(at: Setting, depth: number, leaf: Setting, shape: Shape<unknown> | undefined, target: Target): Setting {
  if (depth === target.path.length)
    return { value: leaf.value, source: changedSource(leaf.source, { keyPlace: leaf.source.place }) }
  const step = target.path[depth]
  return typeof step === 'number'
    ? putItem(at, step, depth, leaf, shape, target)
    : putEntry(at, step, depth, leaf, shape, target)
}

function putItem(
  at: Setting,
  index: number,
  depth: number,
  leaf: Setting,
  shape: Shape<unknown> | undefined,
  target: Target,
) {
  if (!Array.isArray(at.value) || index >= at.value.length) {
    const there = Array.isArray(at.value)
      ? `has ${at.value.length} element${at.value.length === 1 ? '' : 's'}, counted from 0`
      : 'is not a list'
    return fail(target, `${pathText(target.path.slice(0, depth)) || 'the scenario'} ${there}`, undefined, at)
  }
  const items = at.source.items ?? []
  const inner = put(
    { value: at.value[index], source: items[index] ?? at.source },
    depth + 1,
    leaf,
    partOf(shape, index),
    target,
  )
  return {
    value: at.value.with(index, inner.value),
    source: changedSource(at.source, { items: items.with(index, inner.source) }),
  }
}

function putEntry(
  at: Setting,
  key: string,
  depth: number,
  leaf: Setting,
  shape: Shape<unknown> | undefined,
  target: Target,
): Setting {
  const here = pathText(target.path.slice(0, depth)) || 'the scenario'
  const mapping = at.value ?? {}
  if (!isMapping(mapping)) return fail(target, `${here} is not a mapping, so it has no ${key}`, undefined, at)
  const has = Object.hasOwn(mapping, key)
  const isLast = depth === target.path.length - 1
  if (!has && !mayHave(shape, key, isLast)) {
    const known = [...new Set([...Object.keys(mapping), ...keysOf(shape)])]
    const near = nearest(key, known)
    const help = near
      ? `did you mean ${pathText([...target.path.slice(0, depth), near])}?`
      : `there is: ${known.join(', ')}`
    return fail(target, `${here} has no ${quoted(key)}`, help, at)
  }
  const entries = at.source.entries ?? new Map<string, SourceNode>()
  const child = has
    ? { value: mapping[key], source: entries.get(key) ?? at.source }
    : { value: null, source: leaf.source }
  const inner = put(child, depth + 1, leaf, partOf(shape, key), target)
  return {
    value: { ...mapping, [key]: inner.value },
    source: changedSource(at.source, { entries: new Map(entries).set(key, inner.source) }),
  }
}

/** True if the format allows a key that the file does not have yet. */
function mayHave(shape: Shape<unknown> | undefined, key: string, isLast: boolean): boolean {
  const mapping = mappingOf(shape)
  if (mapping === undefined) return shape === undefined || shape.parts.kind === 'scalar'
  return mapping.kind === 'object' ? Object.hasOwn(mapping.fields, key) : isLast || mapping.mayAdd
}

function keysOf(shape: Shape<unknown> | undefined): readonly string[] {
  const mapping = mappingOf(shape)
  return mapping?.kind === 'object' ? Object.keys(mapping.fields) : []
}

function mappingOf(shape: Shape<unknown> | undefined) {
  const shapes = shape?.parts.kind === 'choice' ? shape.parts.shapes : shape ? [shape] : []
  return shapes.map(one => one.parts).find(parts => parts.kind === 'object' || parts.kind === 'map')
}

function partOf(shape: Shape<unknown> | undefined, step: Step): Shape<unknown> | undefined {
  const shapes = shape?.parts.kind === 'choice' ? shape.parts.shapes : shape ? [shape] : []
  for (const { parts } of shapes) {
    if (parts.kind === 'list' && typeof step === 'number') return parts.item
    if (parts.kind === 'map' && typeof step === 'string') return parts.value
    if (parts.kind === 'object' && typeof step === 'string') return parts.fields[step]?.shape
  }
  return undefined
}

function pathText(path: readonly Step[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index > 0 ? `.${step}` : step)).join('')
}

function fail(target: Target, message: string, help: string | undefined, unchanged?: Setting): Setting {
  const place = { file: `--set ${target.text}`, line: 1, column: 1 }
  target.report({ code: 'MS3040', level: 'error', message, place, sourceLine: target.text, ...(help && { help }) })
  return unchanged ?? { value: null, source: { place } }
}
