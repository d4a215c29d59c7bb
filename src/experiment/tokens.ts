import { jwtProviders } from '../compile/istio/request-authentication/jwt-filter.ts'
import type { Scenario, TrafficSource } from '../config/scenario/scenario.ts'
import type { Request } from '../dataplane/request.ts'
import type { JwtContext } from '../proxy/authorize/jwt/authenticate.ts'
import { requestOf } from '../traffic/mix.ts'
import { RecordedShapes } from '../traffic/recorded-shapes.ts'
import { splitUrl } from '../traffic/url.ts'

/**
 * What the tokens of a scenario are judged by: their signatures, checked before the run, and an instant. Undefined where no
 * policy looks for tokens; the library that checks them is only loaded where one does.
 */
export async function tokensOf(scenario: Scenario): Promise<JwtContext | undefined> {
  const { mesh, timeline, traffic } = scenario
  const applied = timeline.flatMap(({ action }) => (action.kind === 'apply' ? action.resources : []))
  const providers = jwtProviders({ resources: [...mesh.resources, ...applied] })
  if (providers.length === 0) return undefined
  const [{ verifySignatures }, { issueInstant }] = await Promise.all([
    import('../proxy/authorize/jwt/signatures.ts'),
    import('../proxy/authorize/jwt/issue-instant.ts'),
  ])
  const requests = traffic.flatMap(carriersOf)
  return {
    signatures: await verifySignatures(providers, requests),
    nowSeconds: issueInstant(providers, requests),
  }
}

/** Requests that between them hold everything in which a source can send a token. */
function carriersOf({ shape, to, paths, headers }: TrafficSource): readonly Request[] {
  if (shape.kind === 'replay') {
    const recorded = new RecordedShapes(shape.requests, to.name)
    return Array.from({ length: recorded.size }, (_, index) => recorded.request(index))
  }
  const url = splitUrl(to.name)
  return [
    requestOf('GET', url, []),
    ...paths.map(({ value: path }) => requestOf('GET', { ...url, path }, [])),
    ...headers.flatMap(({ name, values }) => values.map(({ value }) => requestOf('GET', url, [[name, value]]))),
  ]
}
