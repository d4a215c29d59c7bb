import type { HttpAccessFilter, NetworkAccessFilter } from '../../dataplane/authorization.ts'
import type { Step } from '../../dataplane/explanation.ts'
import type { Origin } from '../../dataplane/origin.ts'
import type { Pod } from '../../dataplane/pod.ts'
import type { ServerSide } from '../../dataplane/server-side.ts'
import { clientOfSidecar } from '../../proxy/authorize/client-address.ts'
import type { ConnectionFacts } from '../../proxy/authorize/facts.ts'
import { firstMatch } from '../../proxy/authorize/rbac.ts'
import type { Arriving, Reception, ReceptionResult } from '../../proxy/authorize/reception.ts'
import { step } from './step.ts'

/** How the sidecar of a server takes a connection: filter chain with its mTLS mode, the caller's identity, each policy's say. */
export function serverSteps(pod: Pod, server: ServerSide, arriving: Arriving, reception: Reception): readonly Step[] {
  const { chain, tls, principal } = reception
  const filters: readonly (HttpAccessFilter | NetworkAccessFilter)[] =
    chain?.kind === 'tcp' ? server.networkFilters : server.httpFilters
  return [
    step('connection', `port ${arriving.port} of ${pod.name}, ${TLS_WORDS[tls]}`),
    chain ? step('filter chain', chain.name, chain.origin) : step('filter chain', 'none takes the connection'),
    ...(principal === undefined ? [] : [step('caller', principal)]),
    ...(reached(reception.result) ? policySteps(filters, factsOf(arriving, reception)) : []),
  ]
}

const TLS_WORDS: Readonly<Record<Reception['tls'], string>> = {
  mutual: 'mesh mTLS',
  TLS: 'TLS without a mesh certificate',
  none: 'plain text: the caller is nobody known',
}

function reached({ kind }: ReceptionResult): boolean {
  return kind === 'connectionDenied' || kind === 'requestDenied' || kind === 'served'
}

function factsOf({ sourceIp, destinationIp, port, request }: Arriving, reception: Reception): ConnectionFacts {
  const { principal, serverName, chain } = reception
  const isHttp = chain?.kind === 'http'
  return {
    sourceIp,
    destinationIp,
    destinationPort: port,
    serverName: serverName ?? '',
    remoteIp: isHttp ? clientOfSidecar(request, sourceIp) : sourceIp,
    ...(principal === undefined ? {} : { principal: `spiffe://${principal}` }),
    ...(isHttp ? { request } : {}),
  }
}

/** Every filter's verdict in Envoy's order, up to the one that refuses. */
export function policySteps(
  filters: readonly (HttpAccessFilter | NetworkAccessFilter)[],
  facts: ConnectionFacts,
): readonly Step[] {
  if (filters.length === 0) return [step('policies', 'none: everybody may call')]
  const steps: Step[] = []
  for (const filter of filters) {
    const verdict = policyStep(filter, facts)
    if (verdict.shown) steps.push(verdict.shown)
    if (verdict.isFinal) break
  }
  return steps
}

interface Said {
  readonly shown?: Step
  readonly isFinal: boolean
}

function policyStep(filter: HttpAccessFilter | NetworkAccessFilter, facts: ConnectionFacts): Said {
  if (filter.kind === 'jwt') {
    const issuers = filter.providers.map(({ issuer }) => issuer).join(', ')
    return {
      shown: step('tokens', `of ${issuers}; without one a request passes`, filter.providers[0]?.origin),
      isFinal: false,
    }
  }
  const policy = firstMatch(filter.policies, facts)
  if (filter.kind === 'externalAuthorization') {
    if (!policy) return { isFinal: false }
    return {
      shown: step('custom', `${filter.provider} is asked: ${policy.name}`, ofRule(policy.origin)),
      isFinal: false,
    }
  }
  const { action, policies } = filter
  if (action === 'DENY' && policy) {
    return { shown: { ...step('deny', policy.name, ofRule(policy.origin)), mark: 'passed' }, isFinal: true }
  }
  if (action !== 'ALLOW') return { isFinal: false }
  if (policy) return { shown: { ...step('allow', policy.name, ofRule(policy.origin)), mark: 'taken' }, isFinal: false }
  const names = policies.map(({ origin }) => origin)
  const text = `none of ${policies.length} ${policies.length === 1 ? 'rule' : 'rules'} allows it`
  return { shown: { ...step('allow', text, names[0] && ofRule(names[0])), mark: 'passed' }, isFinal: true }
}

/** The name of the rule already tells its resource. */
function ofRule(origin: Origin): Origin {
  return { ...origin, resource: '' }
}
