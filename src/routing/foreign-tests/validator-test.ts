import { fields, list, text, texts } from '../../compile/istio/field.ts'
import { nearest } from '../../config/nearest.ts'
import { type Resource, resourceId } from '../../config/resource.ts'
import type { ValidatorCase } from '../../config/route-tests/foreign/istio-config-validator.ts'
import { placeOf } from '../../config/source-node.ts'
import type { Request } from '../../dataplane/request.ts'
import { writtenRule } from '../explain/written-rule.ts'
import { blockText, isSameBlock } from './block.ts'
import { type BoundCallers, type BoundDecision, type BoundMesh, callerText, isAnswer } from './bound-caller.ts'
import type { ForeignFailure, ForeignResult } from './foreign-result.ts'
import { type TakenRule, type ValidatorRequest, validatorRule, whyOther } from './old-validator.ts'

/** One result for each combination of the case's inputs, in the tool's order (uri, authority, method). */
export function runValidatorCase(
  mesh: BoundMesh,
  callers: BoundCallers,
  test: ValidatorCase,
): readonly ForeignResult[] {
  const { uri, authority, method, headers } = test.request
  const requests = uri.flatMap(uri =>
    authority.flatMap(authority => method.map(method => ({ uri, authority, method, headers }))),
  )
  return requests.map(request => runRequest(mesh, callers, test, request))
}

function runRequest(
  mesh: BoundMesh,
  callers: BoundCallers,
  test: ValidatorCase,
  request: ValidatorRequest,
): ForeignResult {
  const bound = callers.decide(asSent(request))
  const real = bound && takenRule(mesh, callers, bound)
  const own = validatorRule(mesh.mesh, request)
  const failures = bound ? compare(test, real, bound) : [unknownHost(callers, request)]
  const passed = failures.length === 0
  const ownPassed = compareRules(test, own).length === 0
  const isHostWritten = virtualHostNames(mesh).has(request.authority)
  return {
    name: test.description,
    place: test.place,
    passed,
    request: `${request.method} ${request.authority} ${request.uri}`,
    ...(bound ? { caller: callerText(bound.caller) } : {}),
    failures,
    ...(real ? { rule: ruleFacts(real) } : {}),
    ...(passed === ownPassed ? {} : { differs: reason(request, bound, own, real, ownPassed, isHostWritten) }),
  }
}

function reason(
  request: ValidatorRequest,
  bound: BoundDecision | undefined,
  own: TakenRule | undefined,
  real: TakenRule | undefined,
  ownPassed: boolean,
  isHostWritten: boolean,
): string {
  const verdict = `istio-config-validator would ${ownPassed ? 'pass' : 'fail'} this:`
  if (!bound) return `${verdict} with wantMatch: false a host that no VirtualService has differs from everything`
  if (bound.decision.verdict.kind === 'tlsRedirect') return `${verdict} it does not know that the Gateway demands https`
  return `${verdict} ${whyOther(request, own, real, isHostWritten)}`
}

function asSent({ authority, method, uri, headers }: ValidatorRequest): Request {
  const lines = new Map([...headers].map(([name, value]) => [name.toLowerCase(), [value]] as const))
  return { method, scheme: 'http', authority, path: uri, headers: lines }
}

function virtualHostNames({ mesh }: BoundMesh): ReadonlySet<string> {
  const services = mesh.resources.filter(({ kind }) => kind === 'VirtualService')
  return new Set(services.flatMap(({ body }) => texts(fields(body.spec).hosts)))
}

/** The rule that took the request, as written; what a delegate leaves open comes from the rule that delegates. */
function takenRule(mesh: BoundMesh, callers: BoundCallers, { decision }: BoundDecision): TakenRule | undefined {
  if (decision.verdict.kind !== 'route' || !isAnswer(decision)) return undefined
  const { origin } = decision.verdict.route
  const found = writtenRule(mesh.mesh, origin)
  if (!found) return undefined
  const taken = resourceId(found.resource) === origin.resource ? ruleAt(found.resource, found.index) : undefined
  const own = taken ?? unconditionalRule(mesh, origin.resource)
  const root = own && delegator(mesh, callers, decision.request.authority, origin.resource)
  if (!root) return own
  const inherited = INHERITED.flatMap(block => (root[block] === undefined ? [] : [[block, root[block]] as const]))
  return { ...own, rule: { ...Object.fromEntries(inherited), ...own.rule } }
}

/** Of what can be compared: blocks that a delegate's rule has from the delegating one unless it has its own. */
const INHERITED = ['rewrite', 'fault', 'headers', 'delegate'] as const

function ruleAt(resource: Resource, index: number): TakenRule {
  return { resource, index, rule: fields(list(fields(resource.body.spec).http)[index]) }
}

/** A delegate's rule without matches of its own stands at those of the rule that delegates. */
function unconditionalRule({ mesh }: BoundMesh, id: string): TakenRule | undefined {
  const resource = mesh.resources.find(each => resourceId(each) === id)
  const index = list(fields(resource?.body.spec).http).findIndex(rule => list(fields(rule).match).length === 0)
  return resource && index >= 0 ? ruleAt(resource, index) : undefined
}

function delegator(mesh: BoundMesh, callers: BoundCallers, authority: string, delegateId: string) {
  for (const vs of callers.serving(authority)) {
    const index = vs.http.findIndex(
      ({ delegate }) => delegate && `VirtualService/${delegate.namespace}/${delegate.name}` === delegateId,
    )
    const resource = index < 0 ? undefined : mesh.mesh.resources.find(each => resourceId(each) === vs.id)
    if (resource) return fields(list(fields(resource.body.spec).http)[index])
  }
  return undefined
}

function compare(test: ValidatorCase, real: TakenRule | undefined, bound: BoundDecision): readonly ForeignFailure[] {
  return compareRules(test, real).map(failure => (real ? failure : { ...failure, got: noRule(bound) }))
}

/** With wantMatch every block must be the rule's, without it every block must differ. */
function compareRules({ blocks, wantMatch }: ValidatorCase, taken: TakenRule | undefined): readonly ForeignFailure[] {
  return blocks.flatMap(([block, expected]) => {
    const actual = taken?.rule[block]
    if (isSameBlock(expected, actual) === wantMatch) return []
    const wanted = blockText(expected)
    return [{ what: block, expected: wantMatch ? wanted : `anything but ${wanted}`, got: blockText(actual) }]
  })
}

function noRule({ decision: { verdict } }: BoundDecision): string {
  switch (verdict.kind) {
    case 'tlsRedirect':
      return `no rule: 301 to ${verdict.location}`
    case 'unreachable':
      return `no rule: ${verdict.error}`
    case 'rejected':
      return `no rule: Envoy refuses the table (${verdict.reason})`
    case 'badRequest':
      return 'no rule: 400, this is no request of HTTP'
    case 'tcp':
      return 'no rule: the connection is handled as TCP'
    case 'noRoute':
    case 'noVirtualHost':
      return 'no rule: 404'
    case 'route':
      return 'no rule of a VirtualService'
  }
}

function unknownHost(callers: BoundCallers, { authority }: ValidatorRequest): ForeignFailure {
  const hosts = callers.virtualServices.flatMap(vs => vs.hosts)
  const meant = nearest(authority, hosts)
  const got = `no VirtualService has the host ${authority}${meant ? `; did you mean ${meant}?` : ''}`
  return { what: 'host', expected: `a VirtualService for ${authority}`, got }
}

function ruleFacts({ resource, index, rule }: TakenRule): NonNullable<ForeignResult['rule']> {
  const named = text(rule.name) === '' ? '' : ` (${text(rule.name)})`
  return { name: `${resourceId(resource)}#${index}${named}`, place: placeOf(resource.source, ['spec', 'http', index]) }
}
