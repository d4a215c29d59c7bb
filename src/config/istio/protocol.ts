const HTTP = new Set(['http', 'http2', 'grpc', 'grpc-web', 'http_proxy'])
const TLS = new Set(['https', 'tls'])
const OTHER = new Set(['tcp', 'udp', 'mongo', 'redis', 'mysql', 'hbone', 'double-hbone'])

/** Whether Istio knows a protocol by this name, in any case (pkg/config/protocol:Parse). */
export function isProtocol(name: string): boolean {
  return isHttpProtocol(name) || isTlsProtocol(name) || OTHER.has(name.toLowerCase())
}

export function isHttpProtocol(name: string): boolean {
  return HTTP.has(name.toLowerCase())
}

export function isTlsProtocol(name: string): boolean {
  return TLS.has(name.toLowerCase())
}

/** Protocols that are opaque bytes to the proxy: several hosts on one port can't be told apart. */
export function isTcpProtocol(name: string): boolean {
  return ['tcp', 'mongo', 'redis', 'mysql'].includes(name.toLowerCase())
}

export const PROTOCOL_NAMES = 'HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO, REDIS, MYSQL'
