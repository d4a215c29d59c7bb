import type { Check, Path } from '../check.ts'
import { isDnsLabel } from '../label.ts'
import { isSet, listOf, numberOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { isIpAddress, unixSocketProblem } from './address.ts'
import { isPartialWildcard, wildcardHostProblem } from './host.ts'
import { checkPort } from './port.ts'
import { isHttpProtocol, isProtocol, isTlsProtocol, PROTOCOL_NAMES } from './protocol.ts'
import { checkServerTls } from './server-tls.ts'

/** pkg/config/validation/validation.go:ValidateGateway. */
export function checkGateway(spec: YamlRecord, check: Check): void {
  const { name } = check.resource
  if (!isDnsLabel(name)) check.error('MS2218', ['metadata', 'name'], `the name of a Gateway has no dots: ${name}`)
  const servers = listOf(spec.servers).map(recordOf)
  if (servers.length === 0) check.error('MS2218', ['spec'], 'a Gateway needs at least one server')
  const portNames = new Set<string>()
  servers.forEach((server, index) => {
    const path = ['spec', 'servers', index]
    checkServer(server, path, check)
    const portName = textOf(recordOf(server.port).name)
    if (portName !== '' && portNames.has(portName)) {
      check.error(
        'MS2218',
        [...path, 'port', 'name'],
        `port name ${portName} is used twice`,
        'port names are unique within a Gateway',
      )
    }
    portNames.add(portName)
  })
}

function checkServer(server: YamlRecord, path: Path, check: Check): void {
  const hosts = listOf(server.hosts).map(textOf)
  if (hosts.length === 0) check.error('MS2218', path, 'a server needs at least one host')
  hosts.forEach((host, index) => {
    checkServerHost(host, [...path, 'hosts', index], check)
  })
  const port = recordOf(server.port)
  const protocol = textOf(port.protocol)
  if (!isSet(server.port)) check.error('MS2218', path, 'the port is missing')
  else checkServerPort(port, textOf(server.bind), path, check)
  checkServerTls(server.tls, [...path, 'tls'], check)
  if (isProtocol(protocol)) checkTlsFits(protocol, server.tls, path, check)
}

/** `host` or `namespace/host`, the namespace also `.` or `*`. */
function checkServerHost(text: string, path: Path, check: Check): void {
  const slash = text.indexOf('/')
  const namespace = slash < 0 ? '*' : text.slice(0, slash)
  const host = text.slice(slash + 1)
  if (namespace !== '*' && namespace !== '.' && !isDnsLabel(namespace)) {
    check.error('MS2201', path, `${namespace || 'an empty text'} is not a namespace`)
  }
  const problem = wildcardHostProblem(host)
  if (problem && !isIpAddress(host)) check.error('MS2201', path, problem)
  else if (host !== '*' && !host.includes('.') && !isIpAddress(host)) {
    check.error('MS2201', path, `${host} is a short name`, 'a Gateway needs full host names')
  } else if (isPartialWildcard(host)) {
    check.error('MS2201', path, `${host} is not a host name: * stands for whole labels here`, 'write *.example.com')
  }
}

function checkServerPort(port: YamlRecord, bind: string, path: Path, check: Check): void {
  const protocol = textOf(port.protocol)
  const isSocket = bind.startsWith('unix://')
  if (!isProtocol(protocol)) {
    check.error(
      'MS2218',
      [...path, 'port', 'protocol'],
      `${protocol || 'an empty text'} is not a protocol`,
      `known: ${PROTOCOL_NAMES}`,
    )
  }
  const number = numberOf(port.number) ?? 0
  if (number > 0 || !isSocket) checkPort(number, [...path, 'port', 'number'], check)
  if ((numberOf(port.targetPort) ?? 0) > 0) {
    check.error('MS2218', [...path, 'port', 'targetPort'], 'targetPort has no effect on a Gateway', 'leave it out')
  }
  if (textOf(port.name) === '') check.error('MS2218', [...path, 'port'], 'the port needs a name')
  if (isSocket) {
    const problem = unixSocketProblem(bind)
    if (problem) check.error('MS2217', [...path, 'bind'], problem)
    if (number !== 0) check.error('MS2212', [...path, 'port', 'number'], 'the port of a unix socket must be 0')
  } else if (bind !== '' && !isIpAddress(bind)) check.error('MS2217', [...path, 'bind'], `${bind} is not an IP address`)
}

/** HTTPS and TLS need TLS settings; plain HTTP may only redirect; nothing else has them. */
function checkTlsFits(protocol: string, tls: unknown, path: Path, check: Check): void {
  if (isTlsProtocol(protocol)) {
    if (!isSet(tls)) check.error('MS2215', path, `a server for ${protocol} needs tls settings`)
    return
  }
  if (!isSet(tls)) return
  const { mode, httpsRedirect, ...others } = recordOf(tls)
  const hasMore = Object.values(others).some(isSet) || !['', 'PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(textOf(mode))
  if (!isHttpProtocol(protocol)) {
    check.errorAtKey('MS2215', [...path, 'tls'], `a server for ${protocol} can't have tls settings`)
  } else if (hasMore) {
    check.errorAtKey('MS2215', [...path, 'tls'], `a server for ${protocol} can only have tls.httpsRedirect`)
  }
}
