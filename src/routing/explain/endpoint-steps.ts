import type { Cluster } from '../../dataplane/cluster.ts'
import type { Endpoint, LoadAssignment, LocalityEndpoints } from '../../dataplane/endpoint.ts'
import type { Step } from '../../dataplane/explanation.ts'
import { localityText } from '../../kernel/locality.ts'
import { possibleHosts } from '../golden/upstream-hosts.ts'
import type { Zones } from '../golden/zones.ts'
import { percentText } from './percent.ts'
import { step } from './step.ts'

/** More endpoints of one group are only counted. */
const SHOWN = 6

/** Candidate endpoints by priority and locality, with their share of the requests while health stays as it is. */
export function endpointSteps(
  cluster: Cluster,
  assignment: LoadAssignment | undefined,
  zones?: Zones,
): readonly Step[] {
  if (cluster.type === 'ORIGINAL_DST') return [step('endpoint', 'the address that was dialled')]
  const shares = new Map(possibleHosts(cluster, assignment, undefined, zones).map(host => [host.endpoint, host.share]))
  const groups = (assignment?.localities ?? []).filter(({ endpoints }) => endpoints.length > 0)
  if (groups.length === 0) return [step('endpoints', 'none')]
  const byPlace = groups.flatMap(splitByWorkload)
  return byPlace.map(group => {
    const share = group.endpoints.reduce((sum, endpoint) => sum + (shares.get(endpoint) ?? 0), 0)
    const place = localityText(group.locality)
    const text = [
      `${place ? `${place}: ` : ''}${namesOf(group.endpoints)}`,
      healthText(group.endpoints),
      shareText(share, group.priority),
    ].join('; ')
    return step(`priority ${group.priority}`, text, { resource: '', place: group.endpoints[0].place, why: '' })
  })
}

function shareText(share: number, priority: number): string {
  if (share > 0) return `${percentText(share)} of the requests`
  return priority === 0 ? 'no requests' : 'no requests while those before are healthy'
}

/** Endpoints of one locality that come from one Deployment (or ServiceEntry, ...) in the files. */
function splitByWorkload(group: LocalityEndpoints): readonly LocalityEndpoints[] {
  const byPlace = new Map<string, Endpoint[]>()
  for (const endpoint of group.endpoints) {
    const { file, line } = endpoint.place
    const key = `${file}:${line}`
    byPlace.set(key, [...(byPlace.get(key) ?? []), endpoint])
  }
  return [...byPlace.values()].map(endpoints => ({ ...group, endpoints }))
}

function namesOf(endpoints: readonly Endpoint[]): string {
  const names = endpoints.slice(0, SHOWN).map(endpointText)
  const more = endpoints.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}

function endpointText({ pod, address }: Endpoint): string {
  return pod === '' ? address : `${pod.slice(pod.lastIndexOf('/') + 1)} (${address})`
}

function healthText(endpoints: readonly Endpoint[]): string {
  const count = (health: Endpoint['health']) => endpoints.filter(endpoint => endpoint.health === health).length
  const parts = [
    [count('UNHEALTHY'), 'unhealthy'],
    [count('DRAINING'), 'draining'],
  ] as const
  const bad = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`)
  return bad.length === 0 ? 'healthy' : [...bad, `${count('HEALTHY')} healthy`].join(', ')
}
