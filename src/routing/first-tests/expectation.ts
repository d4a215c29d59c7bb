import type { Mesh } from '../../config/mesh.ts'
import { resourceId } from '../../config/resource.ts'
import type { Decision } from '../../proxy/route/decide.ts'
import { redirectLocation } from '../../proxy/route/redirect.ts'
import { writtenRule } from '../explain/written-rule.ts'

/** What a route test may expect of a decision, in the keys of the format; undefined where the format has no word for it. */
export function expectationOf(
  mesh: Mesh,
  { verdict, request }: Decision,
): Readonly<Record<string, unknown>> | undefined {
  if (verdict.kind === 'noRoute' || verdict.kind === 'noVirtualHost') return { 'no-route': 404 }
  if (verdict.kind === 'tlsRedirect') return { redirect: { to: verdict.location, code: 301 } }
  if (verdict.kind !== 'route') return undefined
  const { route } = verdict
  const written = writtenRule(mesh, route.origin)
  const rule = written ? { rule: `${resourceId(written.resource)}#${written.index}` } : {}
  const { action, fault } = route
  if (fault?.abort?.percent === 100) return { status: fault.abort.status, ...rule }
  switch (action.kind) {
    case 'redirect':
      return { redirect: { to: redirectLocation(action, request, route.match.path), code: action.code }, ...rule }
    case 'directResponse':
      return { status: action.status, ...rule }
    case 'forward': {
      const total = action.clusters.reduce((sum, { weight }) => sum + weight, 0)
      const to = action.clusters.map(({ cluster, weight }) => ({ ...destinationOf(cluster), weight }))
      const [first] = to
      if (!first?.host) return undefined
      if (to.length === 1) {
        const subset = first.subset === '' ? {} : { subset: first.subset }
        return { to: first.host, ...subset, port: first.port, ...rule }
      }
      const shares = to.map(({ host, subset, weight }) => [subset ? `${host}/${subset}` : host, weight] as const)
      const split: Record<string, number> = {}
      for (const [key, weight] of shares) split[key] = (split[key] ?? 0) + Number(((weight * 100) / total).toFixed(2))
      return { split, ...rule }
    }
  }
}

function destinationOf(cluster: string): { readonly host: string; readonly port: number; readonly subset: string } {
  const [, port = '0', subset = '', host = ''] = /^outbound\|(\d+)\|([^|]*)\|(.*)$/.exec(cluster) ?? []
  return { host, port: Number(port), subset }
}
