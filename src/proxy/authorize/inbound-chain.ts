import type { InboundChain, InboundListener } from '../../dataplane/server-side.ts'

/** What arrives at a pod, as Envoy's listener filters see it. */
export interface ArrivingConnection {
  readonly port: number
  /** TLS of the caller's proxy or application, with the protocols it offers by ALPN. */
  readonly tls?: { readonly serverName: string; readonly protocols: readonly string[] }
  /** What is in plain text: HTTP, or something else (`''`), TLS without inspection included. */
  readonly plainProtocol: 'http/1.1' | ''
}

/** The chain of an arriving connection, and whether Envoy looked for TLS before choosing it. */
export interface ChosenChain {
  /** Absent = none matches, the connection is closed. */
  readonly chain?: InboundChain
  readonly inspectedTls: boolean
}

/**
 * Chains of the port, else those for other ports; then by transport and application protocol. Source:
 * source/common/listener_manager/filter_chain_manager_impl.cc:findFilterChain, after tls_inspector.cc and
 * http_inspector.cc.
 * Known differences from Envoy: none of its other criteria (addresses, server names), which istiod does not use for
 * inbound chains.
 */
export function chooseInboundChain(listener: InboundListener, arriving: ArrivingConnection): ChosenChain {
  const ofPort = listener.filterChains.filter(chain => chain.destinationPort === arriving.port)
  const chains = ofPort.length > 0 ? ofPort : listener.filterChains.filter(chain => chain.destinationPort === undefined)
  const inspectedTls = chains.some(chain => chain.inspectsTls)
  const isTls = inspectedTls && arriving.tls !== undefined
  const protocols = isTls ? (arriving.tls?.protocols ?? []) : arriving.tls ? [] : [arriving.plainProtocol]
  const transport = isTls ? 'tls' : 'raw_buffer'
  const fitting = chains.filter(chain => chain.transport === undefined || chain.transport === transport)
  const named = fitting.find(chain => chain.applicationProtocols.some(name => protocols.includes(name)))
  return { chain: named ?? fitting.find(chain => chain.applicationProtocols.length === 0), inspectedTls }
}
