import { GATEWAY_NAME_LABEL } from '../../compile/gateway-api/kinds.ts'
import { labelsMatch } from '../../compile/istio/field.ts'
import type { Place } from '../../kernel/place.ts'
import { ruleName, writtenRule } from '../explain/written-rule.ts'
import { type BoundCaller, type BoundMesh, isAnswer } from '../foreign-tests/bound-caller.ts'
import { expectationOf } from './expectation.ts'
import { candidateCallers, type Tried, tryAt } from './find-route.ts'
import { nearMisses } from './near-misses.ts'
import { type Example, plainExample, solve } from './solve.ts'
import { type Way, type WrittenMatch, writtenMatches } from './written-matches.ts'

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
 * For each match of each rule of the VirtualServices, HTTPRoutes and GRPCRoutes an example request that the proxy gives to
 * it, and one that just misses it; both with what the proxy really does. A rule that no example reaches is a comment that
 * says who takes its requests.
 */
export function firstTests(mesh: BoundMesh): readonly FirstTest[] {
  const named = new Map<string, number>()
  const unique = (name: string) => {
    const count = (named.get(name) ?? 0) + 1
    named.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  }
  return writtenMatches(mesh)
    .flatMap(written => testsOfMatch(mesh, written))
    .map(entry => ('name' in entry ? { ...entry, name: unique(entry.name) } : entry))
}

/** One of the ways on which it may be reached is enough. */
function testsOfMatch(mesh: BoundMesh, { title, place, ways }: WrittenMatch): readonly FirstTest[] {
  const solved = ways.map(way => ({ way, ...solve(way.match, plainExample(way.vs.hosts[0], isGrpc(way))) }))
  const tried = solved.flatMap(each =>
    'example' in each
      ? candidateCallers(mesh, each.way.vs, each.way.match, each.example.authority).map(caller => ({
          ...tryAt(mesh, caller, each.example),
          way: each.way,
          example: each.example,
        }))
      : [],
  )
  const reached = tried.find(({ decision }) => isTakenAt(decision, place))
  if (!reached) {
    const unsolved = solved.find(each => 'problem' in each)
    return [{ comment: `${title}: ${unsolved ? unsolved.problem : whyNot(mesh, tried)}` }]
  }
  const { way, example, caller } = reached
  const misses = nearMisses(way, example).map(miss => ({ ...miss, tried: tryAt(mesh, caller, miss.example) }))
  const missed = misses.find(({ tried }) => !isTakenAt(tried.decision, place))
  return [
    ...testOf(mesh, title, example, reached),
    ...(missed ? testOf(mesh, `${title}, missed: ${missed.why}`, missed.example, missed.tried) : []),
  ]
}

function isGrpc({ rule }: Way): boolean {
  return rule.resource.startsWith('GRPCRoute/')
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

/** A gateway of the Gateway API goes by its own name, any other by its Service; the port is the Service's. */
function fromOf({ registry, dataPlane }: BoundMesh, { proxy, target }: BoundCaller): Readonly<Record<string, unknown>> {
  const { namespace, workload, name } = proxy
  if (proxy.kind === 'sidecar') return { workload, namespace }
  const pod = dataPlane.pods.find(each => each.namespace === namespace && each.name === name)
  const service = registry.services.find(
    each => each.namespace === namespace && each.selector && pod && labelsMatch(each.selector, pod.labels),
  )
  const gateway = pod?.labels[GATEWAY_NAME_LABEL] ?? service?.name ?? workload
  return { gateway, namespace, port: target.port, ...(target.tls ? { tls: true } : {}) }
}
