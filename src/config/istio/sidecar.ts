import type { Check, Path } from '../check.ts'
import { isDnsLabel } from '../label.ts'
import { isRecord, isSet, listOf, numberOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { isIpAddress, unixSocketProblem } from './address.ts'
import { checkConnectionPool } from './connection-pool.ts'
import { checkDestination } from './destination.ts'
import { fqdnProblem, isPartialWildcard, wildcardHostProblem } from './host.ts'
import { checkPort } from './port.ts'
import { isProtocol, PROTOCOL_NAMES } from './protocol.ts'
import { checkSelector } from './selector.ts'
import { checkServerTls } from './server-tls.ts'

/** pkg/config/validation/validation.go:ValidateSidecar. */
export function checkSidecar(spec: YamlRecord, check: Check): void {
  checkSelector(spec.workloadSelector, 'labels', ['spec', 'workloadSelector'], check)
  const egress = listOf(spec.egress).map(recordOf)
  const ingress = listOf(spec.ingress).map(recordOf)
  const isEmpty = egress.length === 0 && ingress.length === 0
  if (isEmpty && !isSet(spec.outboundTrafficPolicy) && !isSet(spec.inboundConnectionPool)) {
    check.error('MS2219', ['spec'], 'a Sidecar needs egress, ingress, outboundTrafficPolicy or inboundConnectionPool')
  }
  checkUniquePorts(ingress, 'ingress', check)
  ingress.forEach((listener, index) => {
    checkIngress(listener, ['spec', 'ingress', index], check)
  })
  checkConnectionPool(spec.inboundConnectionPool, ['spec', 'inboundConnectionPool'], check)
  checkUniquePorts(egress, 'egress', check)
  egress.forEach((listener, index) => {
    checkEgress(listener, ['spec', 'egress', index], index === egress.length - 1, check)
  })
  checkOutboundPolicy(spec.outboundTrafficPolicy, ['spec', 'outboundTrafficPolicy'], check)
}

function checkUniquePorts(listeners: readonly YamlRecord[], direction: string, check: Check): void {
  const seen = new Set<string>()
  listeners.forEach((listener, index) => {
    if (!isSet(listener.port)) return
    const number = numberOf(recordOf(listener.port).number) ?? 0
    const key = number === 0 ? textOf(listener.bind) : String(number)
    if (seen.has(key))
      check.error('MS2219', ['spec', direction, index, 'port'], `there is a listener on ${key} already`)
    seen.add(key)
  })
}

function checkIngress(listener: YamlRecord, path: Path, check: Check): void {
  if (!isSet(listener.port)) {
    check.error('MS2219', path, 'the port is missing')
    return
  }
  const port = recordOf(listener.port)
  checkListenerPort(port, [...path, 'port'], check)
  checkPort(port.number ?? 0, [...path, 'port', 'number'], check)
  checkBind(textOf(listener.bind), path, check)
  checkDefaultEndpoint(textOf(listener.defaultEndpoint), [...path, 'defaultEndpoint'], check)
  checkConnectionPool(listener.connectionPool, [...path, 'connectionPool'], check)
  if (!isRecord(listener.tls)) return
  for (const field of ['subjectAltNames', 'httpsRedirect', 'credentialName'].filter(name =>
    isSet(recordOf(listener.tls)[name]),
  )) {
    check.errorAtKey('MS2215', [...path, 'tls', field], `${field} is not supported for a sidecar`)
  }
  const mode = textOf(listener.tls.mode)
  if (mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH') {
    check.error('MS2215', [...path, 'tls', 'mode'], `mode ${mode} is not supported for a sidecar`)
  }
  checkServerTls(listener.tls, [...path, 'tls'], check)
}

function checkListenerPort(port: YamlRecord, path: Path, check: Check): void {
  const name = textOf(port.name)
  if (name !== '' && !isDnsLabel(name)) check.error('MS2212', [...path, 'name'], `${name} is not a valid port name`)
  const protocol = textOf(port.protocol)
  if (protocol !== '' && !isProtocol(protocol)) {
    check.error('MS2212', [...path, 'protocol'], `${protocol} is not a protocol`, `known: ${PROTOCOL_NAMES}`)
  }
  if ((numberOf(port.targetPort) ?? 0) > 0) {
    check.error('MS2219', [...path, 'targetPort'], 'targetPort has no effect on a Sidecar', 'leave it out')
  }
}

function checkBind(bind: string, path: Path, check: Check): void {
  if (bind !== '' && !isIpAddress(bind)) check.error('MS2217', [...path, 'bind'], `${bind} is not an IP address`)
}

/** Where an ingress listener hands requests on: a unix socket, or a port of the pod itself. */
function checkDefaultEndpoint(endpoint: string, path: Path, check: Check): void {
  if (endpoint === '') return
  if (endpoint.startsWith('unix://')) {
    const problem = unixSocketProblem(endpoint)
    if (problem) check.error('MS2217', path, problem)
    return
  }
  const parts = /^(?:127\.0\.0\.1|0\.0\.0\.0|\[::1?\])?:([0-9]+)$/.exec(endpoint)
  const help = 'write 127.0.0.1:8080, 0.0.0.0:8080, [::1]:8080, [::]:8080 or unix:///path'
  if (!parts) check.error('MS2219', path, `${endpoint} is not an address of the pod itself`, help)
  else checkPort(Number(parts[1]), path, check)
}

function checkEgress(listener: YamlRecord, path: Path, isLast: boolean, check: Check): void {
  if (!isSet(listener.port)) {
    if (!isLast) check.error('MS2219', path, 'a listener without a port takes all the rest and must be the last')
  } else {
    const port = recordOf(listener.port)
    const bind = textOf(listener.bind)
    checkListenerPort(port, [...path, 'port'], check)
    if ((numberOf(port.number) ?? 0) > 0) {
      checkPort(port.number, [...path, 'port', 'number'], check)
      checkBind(bind, path, check)
    } else {
      const problem = bind.startsWith('unix://') ? unixSocketProblem(bind) : 'port 0 needs a unix:// address as bind'
      if (problem) check.error('MS2219', [...path, 'port'], problem)
    }
  }
  const hosts = listOf(listener.hosts).map(textOf)
  if (hosts.length === 0) check.error('MS2219', path, 'a listener needs at least one host')
  hosts.forEach((host, index) => {
    checkEgressHost(host, [...path, 'hosts', index], check)
  })
  warnOfRepeatedHosts(hosts, path, check)
}

/** `namespace/host`; the namespace also `.`, `*`, `~` (nobody), or since 1.31 `~namespace` (an exclusion). */
function checkEgressHost(text: string, path: Path, check: Check): void {
  const slash = text.indexOf('/')
  if (slash < 0) {
    check.error('MS2201', path, `${text} has no namespace`, `write */${text}, ./${text} or namespace/${text}`)
    return
  }
  const namespace = text.slice(0, slash)
  const host = text.slice(slash + 1)
  if (!['*', '.', '~'].includes(namespace) && !isDnsLabel(namespace.replace(/^~/, ''))) {
    check.error('MS2201', path, `${namespace || 'an empty text'} is not a namespace`)
  }
  const problem = wildcardHostProblem(host)
  if (problem) check.error('MS2201', path, problem)
  else if (host !== '*' && !host.includes('.')) {
    const help = `write ${namespace}/${host}.${namespace === '*' || namespace === '.' ? 'namespace' : namespace}.svc.cluster.local`
    check.error('MS2201', path, `${host} is a short name; a Sidecar needs full host names`, help)
  } else if (isPartialWildcard(host))
    check.error('MS2201', path, `${host} is not a host name: * stands for whole labels here`)
}

function warnOfRepeatedHosts(hosts: readonly string[], path: Path, check: Check): void {
  const seen = new Map<string, Set<string>>()
  hosts.forEach((text, index) => {
    const slash = text.indexOf('/')
    if (slash < 0) return
    const namespace = text.startsWith('./') ? check.resource.namespace : text.slice(0, slash)
    const host = text.slice(slash + 1)
    const earlier = seen.get(namespace) ?? new Set()
    if (host === '*' ? earlier.size > 0 : earlier.has(host) || earlier.has('*')) {
      check.warning('MS2250', [...path, 'hosts', index], `${text} is covered by the entries above or covers them`)
    }
    seen.set(namespace, earlier.add(host))
  })
  if (seen.get('*')?.has('*') && seen.size > 1) {
    check.warning('MS2250', [...path, 'hosts'], '*/* imports everything, the other entries add nothing')
  }
}

function checkOutboundPolicy(policy: unknown, path: Path, check: Check): void {
  const { mode, egressProxy } = recordOf(policy)
  if (!isRecord(egressProxy)) return
  const at = [...path, 'egressProxy']
  if (mode !== 'ALLOW_ANY') {
    check.error('MS2219', at, 'egressProxy needs mode: ALLOW_ANY')
    return
  }
  const problem = fqdnProblem(textOf(egressProxy.host))
  if (problem) check.error('MS2201', [...at, 'host'], problem)
  else checkDestination(egressProxy, at, check)
  if (!isSet(egressProxy.port)) check.error('MS2219', at, 'the port is missing')
}
