import type { Place } from '../../../kernel/place.ts'
import type { Diagnostic } from '../../diagnostic.ts'
import type { SourceNode } from '../../source-node.ts'
import { isSet, listOf, textOf, type YamlRecord } from '../../value.ts'
import { KeyReader } from './read-keys.ts'

/** One entry of `tests:` of Envoy's router_check_tool (its validation.proto). */
export interface RouterCheckCase {
  readonly name: string
  readonly input: RouterCheckInput
  /** Only what the file asks for; an empty text asserts that there is none. */
  readonly validate: RouterCheckValidation
  readonly place: Place
}

export interface RouterCheckInput {
  readonly authority: string
  readonly path: string
  readonly method: string
  /** Modulo the total weight it picks the weighted cluster. */
  readonly randomValue: number
  readonly ssl: boolean
  readonly internal: boolean
  readonly requestHeaders: readonly (readonly [name: string, value: string])[]
  readonly responseHeaders: readonly (readonly [name: string, value: string])[]
}

/** Facts of a route that are compared as text or figure, by their keys in the file. */
export const ROUTER_CHECK_TEXTS = [
  'cluster_name',
  'virtual_cluster_name',
  'virtual_host_name',
  'host_rewrite',
  'path_rewrite',
  'path_redirect',
  'timeout',
] as const
export type RouterCheckText = (typeof ROUTER_CHECK_TEXTS)[number]

export interface RouterCheckValidation {
  readonly texts: readonly (readonly [key: RouterCheckText, value: string])[]
  readonly codeRedirect?: number
  readonly requestHeaders: readonly HeaderExpectation[]
  readonly responseHeaders: readonly HeaderExpectation[]
  readonly metadata: readonly MetadataExpectation[]
}

/** A header of envoy.config.route.v3.HeaderMatcher, as far as the tool's files use it. */
export interface HeaderExpectation {
  readonly name: string
  readonly match:
    | { readonly kind: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex'; readonly value: string }
    | 'present'
  readonly invert: boolean
}

/** A value of the route's metadata (envoy.type.matcher.v3.MetadataMatcher with an exact string). */
export interface MetadataExpectation {
  readonly filter: string
  readonly path: readonly string[]
  /** Undefined = present. */
  readonly value?: string
  readonly invert: boolean
}

export interface RouterCheckFile {
  readonly cases: readonly RouterCheckCase[]
  readonly diagnostics: readonly Diagnostic[]
}

const INPUT_KEYS = [
  'authority',
  'path',
  'method',
  'random_value',
  'ssl',
  'internal',
  'runtime',
  'additional_request_headers',
  'additional_response_headers',
]
const VALIDATE_KEYS = [
  ...ROUTER_CHECK_TEXTS,
  'code_redirect',
  'route_metadata',
  'request_header_matches',
  'response_header_matches',
]

type Path = readonly (string | number)[]

/** One document of a test file of router_check_tool, JSON or YAML. */
export function readRouterCheckTests(value: unknown, source: SourceNode): RouterCheckFile {
  const keys = new KeyReader(source)
  const root = keys.mapping(value, [], ['tests'], 'a test file')
  const written = root && Array.isArray(root.tests) ? root.tests : []
  if (written.length === 0) keys.tell('MS4206', ['tests'], 'tests holds no test')
  return { cases: written.flatMap((entry, i) => readCase(keys, entry, ['tests', i])), diagnostics: keys.diagnostics }
}

function readCase(keys: KeyReader, value: unknown, path: Path): readonly RouterCheckCase[] {
  const entry = keys.mapping(value, path, ['test_name', 'input', 'validate'], 'a test')
  if (!entry) return []
  for (const key of ['input', 'validate'].filter(key => !isSet(entry[key]))) {
    keys.tell('MS4202', path, `a test needs ${key}`)
  }
  const input = isSet(entry.input) && keys.mapping(entry.input, [...path, 'input'], INPUT_KEYS, 'input')
  const validate =
    isSet(entry.validate) && keys.mapping(entry.validate, [...path, 'validate'], VALIDATE_KEYS, 'validate')
  if (!input || !validate) return []
  if (Object.values(validate).filter(isSet).length === 0) {
    keys.tell('MS4204', [...path, 'validate'], 'this test compares nothing')
  }
  return [
    {
      name: keys.text(entry, 'test_name', path) ?? `test ${Number(path.at(-1)) + 1}`,
      input: readInput(keys, input, [...path, 'input']),
      validate: readValidation(keys, validate, [...path, 'validate']),
      place: keys.at(path).place,
    },
  ]
}

function readInput(keys: KeyReader, input: YamlRecord, path: Path): RouterCheckInput {
  const required = (key: string): string => {
    const value = keys.text(input, key, path)
    if (value === undefined) keys.tell('MS4202', path, `input needs ${key}`)
    return value ?? ''
  }
  return {
    authority: required('authority'),
    path: required('path'),
    method: keys.text(input, 'method', path) ?? 'GET',
    randomValue: keys.count(input, 'random_value', path) ?? 0,
    ssl: keys.boolean(input, 'ssl', path) ?? false,
    internal: keys.boolean(input, 'internal', path) ?? false,
    requestHeaders: readLines(keys, input, 'additional_request_headers', path),
    responseHeaders: readLines(keys, input, 'additional_response_headers', path),
  }
}

function readLines(
  keys: KeyReader,
  input: YamlRecord,
  key: string,
  path: Path,
): readonly (readonly [string, string])[] {
  return listOf(input[key]).flatMap((value, i) => {
    const at = [...path, key, i]
    const line = keys.mapping(value, at, ['key', 'value'], 'a header')
    const name = line && keys.text(line, 'key', at)
    if (line && name === undefined) keys.tell('MS4202', at, 'a header needs key')
    return line && name !== undefined ? [[name.toLowerCase(), keys.text(line, 'value', at) ?? ''] as const] : []
  })
}

function readValidation(keys: KeyReader, validate: YamlRecord, path: Path): RouterCheckValidation {
  const codeRedirect = keys.count(validate, 'code_redirect', path)
  const matches = (key: string) =>
    listOf(validate[key]).flatMap((value, i) => readHeaderMatch(keys, value, [...path, key, i]))
  return {
    texts: ROUTER_CHECK_TEXTS.flatMap(key => {
      const value = keys.text(validate, key, path)
      return value === undefined ? [] : [[key, value] as const]
    }),
    ...(codeRedirect === undefined ? {} : { codeRedirect }),
    requestHeaders: matches('request_header_matches'),
    responseHeaders: matches('response_header_matches'),
    metadata: listOf(validate.route_metadata).flatMap((value, i) =>
      readMetadata(keys, value, [...path, 'route_metadata', i]),
    ),
  }
}

const HEADER_KEYS = [
  'name',
  'string_match',
  'exact_match',
  'prefix_match',
  'suffix_match',
  'contains_match',
  'present_match',
  'invert_match',
]

const KINDS = ['exact', 'prefix', 'suffix', 'contains'] as const

function readHeaderMatch(keys: KeyReader, value: unknown, path: Path): readonly HeaderExpectation[] {
  const entry = keys.mapping(value, path, HEADER_KEYS, 'a header match')
  const name = entry && keys.text(entry, 'name', path)
  if (!entry) return []
  if (name === undefined) {
    keys.tell('MS4202', path, 'a header match needs name')
    return []
  }
  const isInverted = keys.boolean(entry, 'invert_match', path) ?? false
  const present = keys.boolean(entry, 'present_match', path)
  const found = present === undefined ? stringMatch(keys, entry, path) : 'present'
  return [{ name: name.toLowerCase(), match: found, invert: isInverted !== (present === false) }]
}

function stringMatch(keys: KeyReader, entry: YamlRecord, path: Path): HeaderExpectation['match'] {
  const old = KINDS.find(kind => isSet(entry[`${kind}_match`]))
  if (old) return { kind: old, value: keys.text(entry, `${old}_match`, path) ?? '' }
  if (!isSet(entry.string_match)) return 'present'
  const at = [...path, 'string_match']
  const match = keys.mapping(entry.string_match, at, [...KINDS, 'safe_regex', 'ignore_case'], 'string_match')
  if (!match) return 'present'
  const kind = KINDS.find(kind => isSet(match[kind]))
  if (kind) return { kind, value: keys.text(match, kind, at) ?? '' }
  const regex = keys.mapping(match.safe_regex, [...at, 'safe_regex'], ['regex', 'google_re2'], 'safe_regex')
  return { kind: 'regex', value: textOf(regex?.regex) }
}

function readMetadata(keys: KeyReader, value: unknown, path: Path): readonly MetadataExpectation[] {
  const entry = keys.mapping(value, path, ['filter', 'path', 'value', 'invert'], 'a metadata match')
  if (!entry) return []
  const steps = listOf(entry.path).map(step => textOf((step as YamlRecord | null)?.key))
  const { string_match: match } = (entry.value ?? {}) as YamlRecord
  const exact = (match as YamlRecord | undefined)?.exact
  return [
    {
      filter: keys.text(entry, 'filter', path) ?? '',
      path: steps,
      ...(isSet(exact) ? { value: String(exact) } : {}),
      invert: keys.boolean(entry, 'invert', path) ?? false,
    },
  ]
}
