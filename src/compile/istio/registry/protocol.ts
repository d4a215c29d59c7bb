import type { Protocol } from './service.ts'

const BY_NAME: Readonly<Record<string, Protocol>> = {
  http: 'HTTP',
  http2: 'HTTP2',
  grpc: 'GRPC',
  'grpc-web': 'GRPC-Web',
  http_proxy: 'HTTP_PROXY',
  https: 'HTTPS',
  tls: 'TLS',
  tcp: 'TCP',
  mongo: 'Mongo',
  redis: 'Redis',
  mysql: 'MySQL',
  udp: 'UDP',
}

/** Values of `appProtocol` that Kubernetes itself defines; a port name cannot hold a slash. */
const KUBERNETES_APP_PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'kubernetes.io/h2c': 'HTTP2',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTPS',
}

/** SMTP, DNS, MySQL and MongoDB: the server speaks first, so sniffing would hang. */
const WELL_KNOWN_TCP_PORTS: ReadonlySet<number> = new Set([25, 53, 3306, 27017])

/** A protocol by name, as ServiceEntries and Gateways write it (protocol.Parse). */
export function parseProtocol(name: string): Protocol {
  return BY_NAME[name.toLowerCase()] ?? 'Unsupported'
}

/**
 * Protocol of a Kubernetes Service port: `appProtocol`, else the part of the port name before the first hyphen, else
 * TCP on well-known ports, else sniffed (pkg/config/kube/conversion.go:ConvertProtocol).
 */
export function kubernetesProtocol(port: {
  readonly number: number
  readonly name: string
  readonly transport: string
  readonly appProtocol?: string
}): Protocol {
  if (port.transport === 'UDP') return 'UDP'
  const declared = port.appProtocol ?? port.name
  if (port.appProtocol !== undefined && port.appProtocol in KUBERNETES_APP_PROTOCOLS) {
    return KUBERNETES_APP_PROTOCOLS[port.appProtocol]
  }
  if (declared.toLowerCase().startsWith('grpc-web')) return 'GRPC-Web'
  const protocol = parseProtocol(declared.split('-', 1)[0])
  return protocol === 'Unsupported' && WELL_KNOWN_TCP_PORTS.has(port.number) ? 'TCP' : protocol
}
