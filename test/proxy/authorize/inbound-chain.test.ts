import { describe, expect, it } from 'vitest'
import type { InboundChain } from '../../../src/dataplane/server-side.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'
import { chooseInboundChain } from '../../../src/proxy/authorize/inbound-chain.ts'

const chain = (name: string, changes: Partial<InboundChain> = {}): InboundChain => ({
  name,
  applicationProtocols: [],
  mutualTls: false,
  inspectsTls: true,
  kind: 'tcp',
  origin: { resource: '', place: NO_PLACE, why: '' },
  ...changes,
})

/** A permissive port for HTTP, one that takes plain text only, and the rest. */
const LISTENER = {
  name: 'virtualInbound',
  filterChains: [
    chain('mesh', { destinationPort: 80, transport: 'tls', applicationProtocols: ['istio-http/1.1'] }),
    chain('plain', { destinationPort: 80, transport: 'raw_buffer' }),
    chain('open', { destinationPort: 81, inspectsTls: false }),
    chain('http', { transport: 'raw_buffer', applicationProtocols: ['http/1.1'] }),
    chain('rest'),
  ],
}

const tls = (...protocols: readonly string[]) => ({ serverName: 'web', protocols })
const chosen = (port: number, arriving: { readonly tls?: ReturnType<typeof tls>; readonly plain?: 'http/1.1' | '' }) =>
  chooseInboundChain(LISTENER, { port, tls: arriving.tls, plainProtocol: arriving.plain ?? 'http/1.1' })

describe('the chain of a connection', () => {
  it('goes by port, transport and protocol', () => {
    expect(chosen(80, { tls: tls('istio-http/1.1') }).chain?.name).toBe('mesh')
    expect(chosen(80, {}).chain?.name).toBe('plain')
    expect(chosen(90, {}).chain?.name).toBe('http')
    expect(chosen(90, { plain: '' }).chain?.name).toBe('rest')
  })

  it('is none where a port has chains, but none that fits', () => {
    expect(chosen(80, { tls: tls() })).toEqual({ chain: undefined, inspectedTls: true })
  })

  it('takes TLS for anything where nobody looks for it', () => {
    expect(chosen(81, { tls: tls() })).toMatchObject({ chain: { name: 'open' }, inspectedTls: false })
  })
})
