import type { Origin } from '../../../dataplane/origin.ts'
import type { InboundChain, InboundListener } from '../../../dataplane/server-side.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import type { PeerMode } from '../peer-authentication/peer-modes.ts'
import type { InboundPort } from './ports.ts'

/** What sidecars say by ALPN that they carry inside mesh TLS. */
const MESH_HTTP = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2']
const MESH_TCP = ['istio-peer-exchange', 'istio']
/** What Envoy's HTTP inspector says of plain text. */
const PLAIN_HTTP = ['http/1.0', 'http/1.1', 'h2c']

type ChainMatch = Pick<InboundChain, 'transport' | 'applicationProtocols' | 'mutualTls' | 'kind'>

const ANY: ChainMatch = { applicationProtocols: [], mutualTls: false, kind: 'tcp' }
const PLAIN: ChainMatch = { ...ANY, transport: 'raw_buffer' }
const MUTUAL: ChainMatch = { ...ANY, transport: 'tls', mutualTls: true }
/** TLS of the application, passed through. */
const FOREIGN: ChainMatch = { ...ANY, transport: 'tls' }

/** Filter chains of a port by what it speaks and how it may be called (core/listener_inbound.go). */
const MATCHES: Readonly<Record<InboundPort['protocol'], Readonly<Record<PeerMode, readonly ChainMatch[]>>>> = {
  http: {
    STRICT: [{ ...MUTUAL, kind: 'http' }],
    PERMISSIVE: [
      { ...MUTUAL, kind: 'http', applicationProtocols: [...MESH_HTTP, ...MESH_TCP] },
      { ...PLAIN, kind: 'http' },
    ],
    DISABLE: [{ ...ANY, kind: 'http' }],
  },
  tcp: {
    STRICT: [MUTUAL],
    PERMISSIVE: [{ ...MUTUAL, applicationProtocols: [...MESH_HTTP, ...MESH_TCP] }, PLAIN, FOREIGN],
    DISABLE: [ANY],
  },
  sniffed: {
    STRICT: [{ ...MUTUAL, kind: 'http', applicationProtocols: MESH_HTTP }, MUTUAL],
    PERMISSIVE: [
      { ...MUTUAL, kind: 'http', applicationProtocols: MESH_HTTP },
      { ...PLAIN, kind: 'http', applicationProtocols: PLAIN_HTTP },
      { ...MUTUAL, applicationProtocols: MESH_TCP },
      PLAIN,
      FOREIGN,
    ],
    DISABLE: [{ ...ANY, kind: 'http', applicationProtocols: PLAIN_HTTP }, ANY],
  },
}

/** PeerAuthentication as it stands for one workload: mode of a port, or of the workload without one. */
type PeerModeOfPorts = (port?: number) => PeerMode

/**
 * `virtualInbound` of a sidecar: chains for each port that a Service leads to, for other ports that PeerAuthentication
 * names, and for all the rest.
 */
export function inboundListener(
  ports: readonly InboundPort[],
  modeOf: PeerModeOfPorts,
  namedPorts: readonly number[],
): InboundListener {
  const declared = new Set(ports.map(({ number }) => number))
  const others = namedPorts.filter(port => !declared.has(port))
  const catchAll: Origin = { resource: 'istiod', place: NO_PLACE, why: 'no Service leads to the port' }
  return {
    name: 'virtualInbound',
    filterChains: [
      ...ports.flatMap(({ number, protocol, origin }) =>
        chains(protocol, modeOf(number), origin, () => `0.0.0.0_${number}`, number),
      ),
      ...others.flatMap(port => chains('sniffed', modeOf(port), catchAll, catchAllName, port)),
      ...chains('sniffed', modeOf(), catchAll, catchAllName),
    ],
  }
}

function catchAllName(kind: InboundChain['kind']): string {
  return kind === 'http' ? 'virtualInbound-catchall-http' : 'virtualInbound'
}

function chains(
  protocol: InboundPort['protocol'],
  mode: PeerMode,
  origin: Origin,
  nameOf: (kind: InboundChain['kind']) => string,
  destinationPort?: number,
): readonly InboundChain[] {
  return MATCHES[protocol][mode].map(match => ({
    ...match,
    name: nameOf(match.kind),
    destinationPort,
    inspectsTls: mode !== 'DISABLE',
    origin: { ...origin, why: `${origin.why}; mTLS ${mode}` },
  }))
}
