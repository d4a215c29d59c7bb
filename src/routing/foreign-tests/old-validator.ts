import { type Fields, fields, list, text, textMap, texts } from '../../compile/istio/field.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { Resource } from '../../config/resource.ts'
import { re2 } from '../../kernel/re2.ts'

/** One request as istio-config-validator sees it. */
export interface ValidatorRequest {
  readonly authority: string
  readonly method: string
  /** With its query. */
  readonly uri: string
  /** Names as written. */
  readonly headers: ReadonlyMap<string, string>
}

/** A rule as written, and whose it is. */
export interface TakenRule {
  readonly resource: Resource
  readonly index: number
  readonly rule: Fields
}

/**
 * The rule that istio-config-validator itself finds (its pkg/unit GetRoute, v0.1.5): hosts letter by letter, VirtualServices in
 * file order, and of the conditions only authority, method, uri and headers. Kept to name results that differ from it.
 */
export function validatorRule(mesh: Mesh, request: ValidatorRequest): TakenRule | undefined {
  for (const resource of virtualServicesOf(mesh)) {
    const hosts = texts(fields(resource.body.spec).hosts)
    const found = hosts.includes(request.authority) ? firstRule(resource, request) : undefined
    if (found) return delegated(mesh, found, request)
  }
  return undefined
}

function virtualServicesOf({ resources }: Mesh): readonly Resource[] {
  return resources.filter(({ kind, apiVersion }) => kind === 'VirtualService' && apiVersion.includes('istio.io/'))
}

function firstRule(resource: Resource, request: ValidatorRequest): TakenRule | undefined {
  const rules = list(fields(resource.body.spec).http).map(fields)
  const index = rules.findIndex(({ match }) => {
    const entries = list(match).map(fields)
    return entries.length === 0 || entries.some(entry => fulfils(entry, request))
  })
  return index < 0 ? undefined : { resource, index, rule: rules[index] }
}

/** The delegate's rule stands for the delegating one, except for the delegation itself. */
function delegated(mesh: Mesh, root: TakenRule, request: ValidatorRequest): TakenRule {
  const { name, namespace } = fields(root.rule.delegate)
  if (text(name) === '') return root
  const delegate = virtualServicesOf(mesh).find(
    each => each.name === name && (text(namespace) === '' || each.namespace === namespace),
  )
  const found = delegate && firstRule(delegate, request)
  return found ? { ...found, rule: { ...found.rule, delegate: root.rule.delegate } } : root
}

function fulfils(match: Fields, { authority, method, uri, headers }: ValidatorRequest): boolean {
  const plain: readonly (readonly [unknown, string])[] = [
    [match.authority, authority],
    [match.method, method],
    [match.uri, uri.split('?', 1)[0]],
  ]
  return (
    plain.every(([condition, value]) => condition === undefined || matches(condition, value)) &&
    Object.entries(fields(match.headers)).every(([name, condition]) => matches(condition, headers.get(name)))
  )
}

/** A missing value and a condition without a member never match. */
function matches(condition: unknown, value: string | undefined): boolean {
  const { exact, prefix, regex } = textMap(condition)
  if (value === undefined) return false
  if (exact !== undefined) return value === exact
  if (prefix !== undefined) return value.startsWith(prefix)
  return regex !== undefined && (re2(`^${regex}$`).program?.matcher(value).find() ?? false)
}

/** Conditions that the tool does not know. */
const IGNORED = [
  'queryParams',
  'scheme',
  'port',
  'withoutHeaders',
  'sourceLabels',
  'sourceNamespace',
  'gateways',
  'ignoreUriCase',
]

/**
 * Why the tool took another rule than a proxy does.
 * @param own the rule that the tool takes
 * @param real the rule that the proxy takes
 */
export function whyOther(
  request: ValidatorRequest,
  own: TakenRule | undefined,
  real: TakenRule | undefined,
  isHostWritten: boolean,
): string {
  if (!isHostWritten) return 'it compares hosts letter by letter: wildcards and short names never match there'
  const entries = [own, real].flatMap(taken => list(taken?.rule.match).map(fields))
  const ignored = IGNORED.filter(key => entries.some(entry => entry[key] !== undefined))
  if (ignored.length > 0) return `it does not know ${ignored.join(', ')}`
  const headers = entries.flatMap(entry => Object.entries(fields(entry.headers)))
  if (headers.some(([, condition]) => Object.keys(fields(condition)).length === 0)) {
    return 'a header that only has to be there never matches in it'
  }
  const sent = [...request.headers.keys()]
  const isCased = headers.some(
    ([name]) => !request.headers.has(name) && sent.some(other => other.toLowerCase() === name.toLowerCase()),
  )
  if (isCased) return 'it compares the names of headers with their case'
  const conditions = entries.flatMap(entry => [entry.authority, entry.method, entry.uri, ...headers.map(([, c]) => c)])
  if (conditions.some(condition => text(fields(condition).regex).includes('|'))) {
    return 'it ties the regex to start and end only at its outer alternatives (^a|b$)'
  }
  return 'it goes through the VirtualServices in file order, where istiod merges those of one host, oldest first'
}
