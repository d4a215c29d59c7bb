import type { Place } from '../../../kernel/place.ts'
import type { Diagnostic } from '../../diagnostic.ts'
import type { SourceNode } from '../../source-node.ts'
import { isRecord, isSet } from '../../value.ts'
import { KeyReader } from './read-keys.ts'

/** Parts of a VirtualService's HTTP rule that a test case can compare. */
export const VALIDATOR_BLOCKS = ['route', 'redirect', 'rewrite', 'fault', 'headers', 'delegate'] as const
export type ValidatorBlock = (typeof VALIDATOR_BLOCKS)[number]

/** One entry of `testCases:` of istio-config-validator. */
export interface ValidatorCase {
  readonly description: string
  /** False: every block must differ from the rule's. */
  readonly wantMatch: boolean
  /** Lists multiply: uri × authority × method. */
  readonly request: {
    readonly authority: readonly string[]
    readonly method: readonly string[]
    readonly uri: readonly string[]
    readonly headers: ReadonlyMap<string, string>
  }
  /** As written. */
  readonly blocks: readonly (readonly [block: ValidatorBlock, value: unknown])[]
  readonly place: Place
}

export interface ValidatorFile {
  readonly cases: readonly ValidatorCase[]
  readonly diagnostics: readonly Diagnostic[]
}

const CASE_KEYS = ['description', 'wantMatch', 'request', ...VALIDATOR_BLOCKS]
const REQUEST_KEYS = ['authority', 'method', 'uri', 'headers']

type Path = readonly (string | number)[]

/** One document of a test file of istio-config-validator (its pkg/unit TestCaseYAML). */
export function readValidatorTests(value: unknown, source: SourceNode): ValidatorFile {
  const keys = new KeyReader(source)
  const root = keys.mapping(value, [], ['testCases'], 'a test file')
  const written = root && Array.isArray(root.testCases) ? root.testCases : []
  if (written.length === 0) keys.tell('MS4206', ['testCases'], 'testCases holds no test')
  const cases = written.flatMap((entry, i) => readCase(keys, entry, ['testCases', i]))
  return { cases, diagnostics: keys.diagnostics }
}

function readCase(keys: KeyReader, value: unknown, path: Path): readonly ValidatorCase[] {
  const entry = keys.mapping(value, path, CASE_KEYS, 'a test case')
  if (!entry) return []
  const blocks = VALIDATOR_BLOCKS.flatMap(block => (isSet(entry[block]) ? [[block, entry[block]] as const] : []))
  if (blocks.length === 0) {
    keys.tell('MS4204', path, 'this test case compares nothing', `give one of ${VALIDATOR_BLOCKS.join(', ')}`)
  }
  if (!isSet(entry.request)) {
    keys.tell('MS4202', path, 'a test case needs a request')
    return []
  }
  const requestPath = [...path, 'request']
  const request = keys.mapping(entry.request, requestPath, REQUEST_KEYS, 'a request')
  if (!request) return []
  const texts = (key: string) => keys.texts(request, key, requestPath, 'a request')
  return [
    {
      description: keys.text(entry, 'description', path) ?? `test case ${Number(path.at(-1)) + 1}`,
      // As in the tool, whose Go value begins as false.
      wantMatch: keys.boolean(entry, 'wantMatch', path) ?? false,
      request: {
        authority: texts('authority'),
        method: texts('method'),
        uri: texts('uri'),
        headers: readHeaders(keys, request.headers, [...requestPath, 'headers']),
      },
      blocks,
      place: keys.at(path).place,
    },
  ]
}

function readHeaders(keys: KeyReader, value: unknown, path: Path): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  if (!isSet(value)) return headers
  if (!isRecord(value)) {
    keys.tell('MS4203', path, 'headers must be a mapping')
    return headers
  }
  for (const name of Object.keys(value)) headers.set(name, keys.text(value, name, path) ?? '')
  return headers
}
