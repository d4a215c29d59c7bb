import type { Expectation } from '../../config/route-tests/route-tests.ts'
import { explainRequest } from '../explain/explain-request.ts'
import { viewOf } from '../explain/view.ts'
import type { BoundCaller } from '../foreign-tests/bound-caller.ts'
import type { AssumedMesh } from '../foreign-tests/bound-mesh.ts'
import { ownStatus } from '../matchers/route.ts'
import type { RouteFacts } from './facts.ts'
import type { Mismatch } from './mismatch.ts'

/** status, authorization: what a proxy answers by itself, be it by its route or by a policy on the way. */
export function refusalMismatches(
  expect: Expectation,
  caller: BoundCaller,
  facts: RouteFacts,
  mesh: AssumedMesh,
): readonly Mismatch[] {
  const { status, authorization } = expect
  if (status === undefined && authorization === undefined) return []
  const refusal = refusalOf(caller, facts, mesh)
  const found: Mismatch[] = []
  const own = refusal?.status ?? facts.status
  if (status !== undefined && own !== status) {
    const got = own === undefined ? 'the answer of a server' : String(own)
    found.push({ what: 'status', expected: String(status), got: refusal ? `${got} by ${refusal.by}` : got })
  }
  if (authorization && !isMet(authorization, refusal)) {
    const { verdict, policy, status: wanted } = authorization
    const expected = [verdict, wanted, policy && `by ${policy}`].filter(Boolean).join(' ')
    found.push({
      what: 'authorization',
      expected,
      got: refusal ? `denied ${refusal.status} by ${refusal.by}` : 'allowed',
    })
  }
  return found
}

interface Refusal {
  readonly status: number
  /** The rule of a policy, as explain names it. */
  readonly by: string
}

function isMet(
  { verdict, policy, status }: NonNullable<Expectation['authorization']>,
  refusal: Refusal | undefined,
): boolean {
  if (verdict === 'allowed') return refusal === undefined
  if (!refusal) return false
  return (
    (status === undefined || status === refusal.status) &&
    (policy === undefined || refusal.by.includes(policy.replace(/^AuthorizationPolicy\//, '')))
  )
}

const REFUSING: ReadonlySet<string> = new Set(['deny', 'allow', 'policies'])

/** The first refusal by a policy on the way; tokens are not verified. A route that answers 403 by itself is none. */
function refusalOf({ proxy, target }: BoundCaller, facts: RouteFacts, mesh: AssumedMesh): Refusal | undefined {
  const { request } = facts.decision
  const view = viewOf(mesh, { failureOf: () => undefined }, 0)
  const hops = explainRequest(view, { proxy, call: { target, request, gateway: proxy.kind === 'gateway' } })
  const status = ownStatus(hops)
  if (status !== 401 && status !== 403) return undefined
  const [by] = hops
    .flatMap(({ trail }) => trail.flatMap(step => [step, ...step.inner]))
    .filter(({ mark, title }) => mark === 'passed' && REFUSING.has(title))
    .map(({ text, origin }) => origin?.resource || text)
  return by === undefined && status === facts.status ? undefined : { status, by: by ?? 'no policy' }
}
