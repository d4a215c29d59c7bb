import type { Check } from '../check.ts'
import { isDnsLabel } from '../label.ts'
import { isSet, listOf, numberOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { isIpAddress, isIpSubnet } from './address.ts'
import { checkExportTo } from './export-to.ts'
import { fqdnProblem, isPartialWildcard, wildcardHostProblem } from './host.ts'
import { checkPort } from './port.ts'
import { isHttpProtocol, isProtocol, isTcpProtocol, isTlsProtocol, PROTOCOL_NAMES } from './protocol.ts'
import { checkSelector } from './selector.ts'
import { checkEndpoint } from './workload-entry.ts'

/** pkg/config/validation/validation.go:ValidateServiceEntry. */
export function checkServiceEntry(spec: YamlRecord, check: Check): void {
  const resolution = textOf(spec.resolution) || 'NONE'
  checkSelector(spec.workloadSelector, 'labels', ['spec', 'workloadSelector'], check)
  if (isSet(spec.workloadSelector) && listOf(spec.endpoints).length > 0) {
    check.errorAtKey('MS2217', ['spec', 'endpoints'], "workloadSelector and endpoints can't be set together")
  }
  checkHosts(spec, check)
  checkAddresses(spec, resolution, check)
  checkPorts(spec, check)
  checkResolution(spec, resolution, check)
  checkExportTo(spec, check, 'service entry')
}

function checkHosts(spec: YamlRecord, check: Check): void {
  const hosts = listOf(spec.hosts).map(textOf)
  if (hosts.length === 0) check.error('MS2201', ['spec'], 'a ServiceEntry needs at least one host')
  hosts.forEach((host, index) => {
    const problem = host === '*' ? 'a ServiceEntry needs a host name, not *' : wildcardHostProblem(host)
    if (problem) check.error('MS2201', ['spec', 'hosts', index], problem)
    else if (isPartialWildcard(host))
      check.warning('MS2250', ['spec', 'hosts', index], `${host}: * should stand for whole labels`)
  })
}

function checkAddresses(spec: YamlRecord, resolution: string, check: Check): void {
  listOf(spec.addresses).forEach((entry, index) => {
    const address = textOf(entry)
    const path = ['spec', 'addresses', index]
    if (!isIpSubnet(address))
      check.error('MS2217', path, `${address || 'an empty text'} is not an address or CIDR block`)
    else if (address.includes('/') && resolution !== 'NONE' && resolution !== 'STATIC') {
      check.error(
        'MS2217',
        path,
        `a CIDR block can't be an address with resolution ${resolution}`,
        'only with NONE or STATIC',
      )
    }
  })
}

function checkPorts(spec: YamlRecord, check: Check): void {
  const names = new Set<string>()
  const numbers = new Set<number>()
  listOf(spec.ports).forEach((entry, index) => {
    const port = recordOf(entry)
    const path = ['spec', 'ports', index]
    const name = textOf(port.name)
    const number = numberOf(port.number) ?? 0
    if (names.has(name)) check.error('MS2212', [...path, 'name'], `port name ${name} is used twice`)
    else if (!isDnsLabel(name))
      check.error('MS2212', [...path, 'name'], `${name || 'an empty text'} is not a valid port name`)
    if (numbers.has(number)) check.error('MS2212', [...path, 'number'], `port ${number} is given twice`)
    names.add(name)
    numbers.add(number)
    checkPort(number, [...path, 'number'], check)
    if (port.targetPort !== 0) checkPort(port.targetPort, [...path, 'targetPort'], check)
    const protocol = textOf(port.protocol)
    if (protocol !== '' && !isProtocol(protocol)) {
      check.error('MS2212', [...path, 'protocol'], `${protocol} is not a protocol`, `known: ${PROTOCOL_NAMES}`)
    }
  })
}

function checkResolution(spec: YamlRecord, resolution: string, check: Check): void {
  const endpoints = listOf(spec.endpoints).map(recordOf)
  const ports = listOf(spec.ports).map(recordOf)
  const portNames = new Set(ports.map(port => textOf(port.name)))
  if (resolution === 'NONE' && endpoints.length > 0) {
    check.errorAtKey(
      'MS2217',
      ['spec', 'endpoints'],
      'resolution NONE has no endpoints: it dials where the application wants',
    )
    return
  }
  const isDns = resolution.startsWith('DNS')
  if (isSet(spec.workloadSelector) && resolution === 'NONE') {
    check.warning(
      'MS2250',
      ['spec', 'workloadSelector'],
      `workloadSelector has no meaning with resolution ${resolution}`,
    )
  }
  if (isDns) checkDns(spec, resolution, endpoints.length, check)
  endpoints.forEach((endpoint, index) => {
    checkEndpoint(endpoint, ['spec', 'endpoints', index], { allowsNames: isDns, portNames }, check)
  })
  const hosts = listOf(spec.hosts)
  const opaque = ports.findIndex(
    port => !isHttpProtocol(textOf(port.protocol)) && !isTlsProtocol(textOf(port.protocol)),
  )
  if (resolution !== 'NONE' && hosts.length > 1 && opaque >= 0) {
    const message = 'several hosts need HTTP or TLS ports: plain TCP does not say which one is meant'
    check.error('MS2217', ['spec', 'ports', opaque], message)
  }
  const hasTcp = ports.some(port => isTcpProtocol(textOf(port.protocol)))
  if (isDns && hasTcp && hosts.length > 1 && listOf(spec.addresses).length > 0) {
    check.warning('MS2250', ['spec', 'hosts'], 'several hosts share the addresses of a TCP port')
  }
}

function checkDns(spec: YamlRecord, resolution: string, endpointCount: number, check: Check): void {
  if (resolution === 'DNS_ROUND_ROBIN' && endpointCount > 1) {
    check.errorAtKey('MS2217', ['spec', 'endpoints'], 'resolution DNS_ROUND_ROBIN has at most one endpoint')
  }
  if (endpointCount > 0) return
  listOf(spec.hosts).forEach((host, index) => {
    const name = textOf(host)
    if (!fqdnProblem(name) || isIpAddress(name)) return
    const message = `${name} can't be looked up: with resolution ${resolution} and no endpoints hosts must be full names`
    check.error('MS2201', ['spec', 'hosts', index], message)
  })
}
