import { describe, expect, it } from 'vitest'
import { inboundListener } from '../../../../src/compile/istio/inbound/listener.ts'
import type { InboundPort } from '../../../../src/compile/istio/inbound/ports.ts'
import type { PeerMode } from '../../../../src/compile/istio/peer-authentication/peer-modes.ts'
import { NO_PLACE } from '../../../../src/kernel/place.ts'
import { chooseInboundChain } from '../../../../src/proxy/authorize/inbound-chain.ts'

const port = (number: number, protocol: InboundPort['protocol']): InboundPort => ({
  number,
  protocol,
  origin: { resource: 'Service/default/web', place: NO_PLACE, why: '' },
})
const PORTS = [port(8080, 'http'), port(9000, 'tcp'), port(7000, 'sniffed')]

/** What becomes of a connection: `http`, `tcp`, with a star where mesh TLS ends here; `-` = no chain. */
const taken = (mode: PeerMode, number: number, protocols: readonly string[] | undefined) => {
  const { chain } = chooseInboundChain(
    inboundListener(PORTS, () => mode, []),
    {
      port: number,
      tls: protocols && { serverName: 'web', protocols },
      plainProtocol: 'http/1.1',
    },
  )
  return chain ? `${chain.kind}${chain.mutualTls ? '*' : ''}` : '-'
}

const HTTP = ['istio-http/1.1']
const TCP = ['istio']
/** TLS of an application. */
const FOREIGN: readonly string[] = []

describe('an inbound port', () => {
  // Recorded cases 100 to 141.
  it.each<[PeerMode, number, string, string, string]>([
    ['STRICT', 8080, 'http*', '-', 'http*'],
    ['STRICT', 9000, 'tcp*', '-', 'tcp*'],
    ['STRICT', 7000, 'http*', '-', 'tcp*'],
    ['PERMISSIVE', 8080, 'http*', 'http', '-'],
    ['PERMISSIVE', 9000, 'tcp*', 'tcp', 'tcp'],
    ['PERMISSIVE', 7000, 'http*', 'http', 'tcp'],
    ['DISABLE', 8080, 'http', 'http', 'http'],
    ['DISABLE', 9000, 'tcp', 'tcp', 'tcp'],
    ['DISABLE', 7000, 'tcp', 'http', 'tcp'],
  ])('%s %i: mesh TLS %s, plain text %s, other TLS %s', (mode, number, mesh, plain, foreign) => {
    expect(taken(mode, number, number === 9000 ? TCP : HTTP)).toBe(mesh)
    expect(taken(mode, number, undefined)).toBe(plain)
    expect(taken(mode, number, FOREIGN)).toBe(foreign)
  })

  it('that no Service has takes what comes, as the workload or its own mode says', () => {
    const listener = inboundListener(PORTS, number => (number === 6000 ? 'DISABLE' : 'STRICT'), [6000, 8080])
    const chain = (number: number) =>
      chooseInboundChain(listener, { port: number, plainProtocol: 'http/1.1' }).chain?.name
    expect(chain(5000)).toBeUndefined()
    expect(chain(6000)).toBe('virtualInbound-catchall-http')
    // A port that has chains of its own gets no others.
    expect(listener.filterChains.filter(({ destinationPort }) => destinationPort === 8080)).toHaveLength(1)
    expect(listener.filterChains.find(({ destinationPort }) => destinationPort === 8080)?.name).toBe('0.0.0.0_8080')
  })
})
