import type { Check } from '../check.ts'
import { listOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { isIpAddress } from './address.ts'
import { checkExportTo } from './export-to.ts'
import { checkGatewayReferences } from './gateway-reference.ts'
import { gatewayHostProblem, hostsOverlap, wildcardHostProblem } from './host.ts'
import { checkClaimMatches } from './http-match.ts'
import { checkHttpRoute } from './http-route.ts'
import { checkTcpRoutes, checkTlsRoutes } from './layer4-route.ts'
import { checkUnreachable } from './unreachable.ts'

/** pkg/config/validation/validation.go:ValidateVirtualService. One bound to [mesh, gateway] is checked as for the mesh. */
export function checkVirtualService(spec: YamlRecord, check: Check): void {
  const hosts = listOf(spec.hosts).map(textOf)
  const http = listOf(spec.http).map(recordOf)
  const gateways = listOf(spec.gateways).map(textOf)
  const isAtGateway = gateways.length > 0 && !gateways.includes('mesh')
  const isDelegate = hosts.length === 0
  if (isDelegate) checkDelegate(spec, check)
  checkGatewayReferences(spec.gateways, ['spec', 'gateways'], check)
  if (!isAtGateway) checkClaimMatches(http, check)
  checkHosts(hosts, isAtGateway, hasSniHosts(spec), check)
  if (http.length === 0 && listOf(spec.tls).length === 0 && listOf(spec.tcp).length === 0) {
    check.error('MS2206', ['spec'], 'a VirtualService needs http, tls or tcp rules')
  }
  http.forEach((route, index) => {
    checkHttpRoute(route, ['spec', 'http', index], isDelegate, check)
  })
  checkTlsRoutes(spec, isAtGateway, check)
  checkTcpRoutes(spec, check)
  checkExportTo(spec, check, 'rule')
  for (const section of ['http', 'tls', 'tcp']) checkUnreachable(listOf(spec[section]).map(recordOf), section, check)
}

function checkDelegate(spec: YamlRecord, check: Check): void {
  for (const field of ['gateways', 'tls', 'tcp']) {
    if (listOf(spec[field]).length > 0) {
      const message = `a VirtualService without hosts is a delegate and must not have ${field}`
      check.errorAtKey('MS2206', ['spec', field], message)
    }
  }
}

function checkHosts(hosts: readonly string[], isAtGateway: boolean, isSni: boolean, check: Check): void {
  let isEveryGood = true
  hosts.forEach((host, index) => {
    const path = ['spec', 'hosts', index]
    const problem = isAtGateway ? gatewayHostProblem(host, isSni) : wildcardHostProblem(host)
    const isBad = problem !== undefined && !isIpAddress(host)
    const isStar = host === '*' && !isAtGateway
    if (isBad) check.error('MS2201', path, problem)
    else if (isStar) check.error('MS2201', path, 'the host * is only for VirtualServices that are bound to a Gateway')
    if (isBad || isStar) isEveryGood = false
  })
  if (!isEveryGood) return
  hosts.forEach((host, index) => {
    const earlier = hosts.slice(0, index).find(other => hostsOverlap(other, host))
    if (earlier !== undefined)
      check.error('MS2201', ['spec', 'hosts', index], `${host} is met by ${earlier} above already`)
  })
}

function hasSniHosts(spec: YamlRecord): boolean {
  return listOf(spec.tls).some(route =>
    listOf(recordOf(route).match).some(match => listOf(recordOf(match).sniHosts).length > 0),
  )
}
