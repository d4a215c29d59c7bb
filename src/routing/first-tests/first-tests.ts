import { labelsMatch } from '../../compile/istio/field.ts'
import { CLUSTER_DOMAIN } from '../../compile/istio/registry/kubernetes-service.ts'
import { routingSettings } from '../../compile/istio/settings.ts'
import { mergeDelegates } from '../../compile/istio/virtual-service/delegate.ts'
import { parseVirtualService } from '../../compile/istio/virtual-service/parse.ts'
import type { HttpMatch, HttpRule, VirtualService } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { Place } from '../../kernel/place.ts'
import { ruleName, writtenRule } from '../explain/written-rule.ts'
import { type BoundCaller, type BoundMesh, isAnswer } from '../foreign-tests/bound-caller.ts'
import { expectationOf } from './expectation.ts'
import { candidateCallers, type Tried, tryAt } from './find-route.ts'
import { type Example, nearMisses, solve } from './solve.ts'

/** One entry of the file: a test, or a comment on why there is none. */
export type FirstTest =
  | {
      readonly name: string
      readonly caller: BoundCaller
      /** The same as route tests name it. */
      readonly from: Readonly<Record<string, unknown>>
      readonly example: Example
      readonly expect: Readonly<Record<string, unknown>>
    }
  | { readonly comment: string }

/**
 * For each match of each rule of the VirtualServices an example request that the proxy gives to it, and one that just misses
 * it; both with what the proxy really does. A rule that no example reaches is a comment that says who takes its requests.
 */
export function firstTests(mesh: BoundMesh): readonly FirstTest[] {
  const all = mesh.mesh.resources
    .filter(({ kind, apiVersion }) => kind === 'VirtualService' && apiVersion.startsWith('networking.istio.io/'))
    .map(resource => parseVirtualService(resource, CLUSTER_DOMAIN))
  const { virtualServiceExportTo } = routingSettings(mesh.mesh.settings)
  const named = new Map<string, number>()
  const unique = (name: string) => {
    const count = (named.get(name) ?? 0) + 1
    named.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  }
  return mergeDelegates(all, virtualServiceExportTo).flatMap(vs =>
    vs.http
      .flatMap((rule, i) => testsOfRule(mesh, vs, rule, i))
      .map(entry => ('name' in entry ? { ...entry, name: unique(entry.name) } : entry)),
  )
}

function testsOfRule(mesh: BoundMesh, vs: VirtualService, rule: HttpRule, index: number): readonly FirstTest[] {
  const title = `${rule.resource.replace(/^VirtualService\//, '')} ${rule.name || `rule ${index + 1}`}`
  const matches = rule.match.length === 0 ? [undefined] : rule.match
  return matches.flatMap((match, i) => {
    const name = matches.length > 1 ? `${title}, match ${i + 1}` : title
    return testsOfMatch(mesh, vs, match, match?.place ?? rule.place, name)
  })
}

function testsOfMatch(
  mesh: BoundMesh,
  vs: VirtualService,
  match: HttpMatch | undefined,
  place: Place,
  name: string,
): readonly FirstTest[] {
  const solved = solve(match, vs.hosts[0])
  if ('problem' in solved) return [{ comment: `${name}: ${solved.problem}` }]
  const { example } = solved
  const callers = candidateCallers(mesh, vs, match, example.authority)
  const tried = callers.map(caller => tryAt(mesh, caller, example))
  const reached = tried.find(({ decision }) => isTakenAt(decision, place))
  if (!reached) return [{ comment: `${name}: ${whyNot(mesh, tried)}` }]
  const misses = nearMisses(match, example).map(miss => ({ ...miss, tried: tryAt(mesh, reached.caller, miss.example) }))
  const missed = misses.find(({ tried }) => !isTakenAt(tried.decision, place))
  return [
    ...testOf(mesh, name, example, reached),
    ...(missed ? testOf(mesh, `${name}, missed: ${missed.why}`, missed.example, missed.tried) : []),
  ]
}

function testOf(mesh: BoundMesh, name: string, example: Example, { caller, decision }: Tried): readonly FirstTest[] {
  const expect = expectationOf(mesh.mesh, decision)
  return expect
    ? [{ name, caller, from: fromOf(mesh, caller), example, expect }]
    : [{ comment: `${name}: it is not handled as HTTP` }]
}

function isTakenAt({ verdict }: Tried['decision'], place: Place): boolean {
  if (verdict.kind !== 'route') return false
  const { file, line, column } = verdict.route.origin.place
  return file === place.file && line === place.line && column === place.column
}

function whyNot({ mesh }: BoundMesh, tried: readonly Tried[]): string {
  const answered = tried.find(({ decision }) => decision.verdict.kind === 'route' && isAnswer(decision))
  const { verdict } = answered?.decision ?? {}
  const written = verdict?.kind === 'route' ? writtenRule(mesh, verdict.route.origin) : undefined
  if (written) return `its example is taken by ${ruleName(written)}, an earlier rule`
  return tried.length === 0
    ? 'no Gateway and no sidecar of the files is bound to it'
    : 'no caller of the files is given it'
}

/** A gateway goes by its Service, and the port is the Service's. */
function fromOf({ registry, dataPlane }: BoundMesh, { proxy, target }: BoundCaller): Readonly<Record<string, unknown>> {
  const { namespace, workload, name } = proxy
  if (proxy.kind === 'sidecar') return { workload, namespace }
  const pod = dataPlane.pods.find(each => each.namespace === namespace && each.name === name)
  const service = registry.services.find(
    each => each.namespace === namespace && each.selector && pod && labelsMatch(each.selector, pod.labels),
  )
  return { gateway: service?.name ?? workload, namespace, port: target.port, ...(target.tls ? { tls: true } : {}) }
}
