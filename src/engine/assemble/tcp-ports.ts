import { isTcp, isTls, type MeshService, type Protocol } from '../../compile/istio/registry/service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Named, TcpTraffic } from '../../config/scenario/scenario.ts'
import type { UrlParts } from '../../traffic/url.ts'
import { ONE_EXCHANGE } from '../tcp-connection.ts'

/**
 * What a caller's requests to a port are as TCP connections; undefined = HTTP requests. Whoever writes https:// sends HTTP
 * over TLS of its own, whatever the port is called.
 */
export function tcpTrafficTo(
  service: MeshService | undefined,
  port: number,
  scheme: UrlParts['scheme'],
  written: TcpTraffic | undefined,
): TcpTraffic | undefined {
  if (written !== undefined) return written
  const protocol = protocolOf(service, port)
  return protocol !== undefined && scheme === 'http' && isTcp(protocol) && !isTls(protocol) ? ONE_EXCHANGE : undefined
}

/** `tcp:` for a port whose listener would take the bytes for HTTP. A port that nobody knows is passed through. */
export function tcpMistake(service: MeshService | undefined, port: number, to: Named): Diagnostic | undefined {
  const protocol = protocolOf(service, port)
  if (protocol === undefined || isTcp(protocol)) return undefined
  return {
    code: 'MS3052',
    level: 'error',
    place: to.place,
    message: `tcp: port ${port} of ${service?.name} is ${protocol === 'Unsupported' ? 'not declared as TCP' : protocol}`,
    help: 'name the port of the Service tcp-... or set its appProtocol to tcp, or leave tcp out',
  }
}

function protocolOf(service: MeshService | undefined, port: number): Protocol | undefined {
  return service?.ports.find(({ number }) => number === port)?.protocol
}
