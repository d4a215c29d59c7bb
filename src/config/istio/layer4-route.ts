import type { Check, Path } from '../check.ts'
import { checkLabels } from '../label.ts'
import { listOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { isIpAddress, isIpSubnet } from './address.ts'
import { checkWeightedDestinations } from './destination.ts'
import { checkGatewayReferences } from './gateway-reference.ts'
import { gatewayHostProblem, isSubsetOf, wildcardHostProblem } from './host.ts'
import { checkMatchPort } from './port.ts'

/** Rules of `tls`: each needs a match with SNI hosts that lie within the hosts of the VirtualService. */
export function checkTlsRoutes(spec: YamlRecord, isAtGateway: boolean, check: Check): void {
  const hosts = listOf(spec.hosts).map(textOf)
  listOf(spec.tls).forEach((entry, index) => {
    const route = recordOf(entry)
    const path: Path = ['spec', 'tls', index]
    const matches = listOf(route.match).map(recordOf)
    if (matches.length === 0) check.error('MS2204', path, 'a tls rule needs a match')
    matches.forEach((match, matchIndex) => {
      const at = [...path, 'match', matchIndex]
      const names = listOf(match.sniHosts).map(textOf)
      if (names.length === 0) check.error('MS2204', at, 'a tls match needs sniHosts')
      names.forEach((name, nameIndex) => {
        checkSniHost(name, hosts, isAtGateway, [...at, 'sniHosts', nameIndex], check)
      })
      checkLayer4Match(match, at, check)
    })
    checkRoute(route, path, check)
  })
}

function checkSniHost(name: string, hosts: readonly string[], isAtGateway: boolean, path: Path, check: Check): void {
  const problem = isAtGateway ? gatewayHostProblem(name, true) : wildcardHostProblem(name)
  if (problem && isIpAddress(name)) check.warning('MS2250', path, `${name}: clients do not send an IP address as SNI`)
  else if (problem) check.error('MS2201', path, problem)
  else if (!hosts.some(host => isSubsetOf(name, host))) {
    check.error('MS2204', path, `${name} is not within the hosts of this VirtualService`, `hosts: ${hosts.join(', ')}`)
  }
}

/** Rules of `tcp`. */
export function checkTcpRoutes(spec: YamlRecord, check: Check): void {
  listOf(spec.tcp).forEach((entry, index) => {
    const route = recordOf(entry)
    const path: Path = ['spec', 'tcp', index]
    listOf(route.match).forEach((match, matchIndex) => {
      checkLayer4Match(recordOf(match), [...path, 'match', matchIndex], check)
    })
    checkRoute(route, path, check)
  })
}

function checkRoute(route: YamlRecord, path: Path, check: Check): void {
  if (listOf(route.route).length === 0) check.error('MS2206', path, 'the route is missing')
  checkWeightedDestinations(route.route, [...path, 'route'], check)
}

function checkLayer4Match(match: YamlRecord, path: Path, check: Check): void {
  listOf(match.destinationSubnets).forEach((subnet, index) => {
    if (isIpSubnet(textOf(subnet))) return
    check.error('MS2217', [...path, 'destinationSubnets', index], `${textOf(subnet)} is not an address or CIDR block`)
  })
  checkMatchPort(match.port, [...path, 'port'], check)
  checkLabels(match.sourceLabels, [...path, 'sourceLabels'], check)
  checkGatewayReferences(match.gateways, [...path, 'gateways'], check)
}
