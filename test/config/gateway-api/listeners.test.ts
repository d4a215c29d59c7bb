import { describe, expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

const gateway = (listeners: string) =>
  manifest('Gateway', `gatewayClassName: istio\nlisteners:\n${listeners}`, 'gateway.networking.k8s.io')
const http = '- { name: a, port: 80, protocol: HTTP }'

describe('listeners of a Gateway', () => {
  test.each([
    ['tls on plain HTTP', 'MS2321', '- { name: a, port: 80, protocol: HTTP, »tls: { mode: Terminate } }'],
    ['a hostname on TCP', 'MS2321', '- { name: a, port: 80, protocol: TCP, »hostname: a.example }'],
    [
      'HTTPS that is passed through',
      'MS2321',
      '- { name: a, port: 443, protocol: HTTPS, tls: { mode: »Passthrough } }',
    ],
    ['TLS without a mode', 'MS2321', '- »{ name: a, port: 443, protocol: TLS }'],
    ['TLS terminated without certificate', 'MS2321', '- { name: a, port: 443, protocol: HTTPS, »tls: {} }'],
    ['a name that is taken', 'MS2321', `${http}\n- { name: »a, port: 81, protocol: HTTP }`],
    ['a listener that is there already', 'MS2321', `${http}\n- »{ name: b, port: 80, protocol: HTTP }`],
    ['a name that is none', 'MS2017', '- { name: »Öl, port: 80, protocol: HTTP }'],
    ['port 0', 'MS2013', '- { name: a, port: »0, protocol: HTTP }'],
  ])('%s is refused', (_, code, listeners) => {
    const { text, place } = marked(gateway(listeners))
    expect(readText(text).errors).toContain(`${code} ${place}`)
  })

  test('that differ in port, protocol or hostname stand side by side', () => {
    const more = '- { name: b, port: 80, protocol: HTTP, hostname: a.example }\n- { name: c, port: 80, protocol: TCP }'
    const tls = '- { name: d, port: 443, protocol: TLS, tls: { mode: Passthrough } }'
    const https = '- { name: e, port: 444, protocol: HTTPS, tls: { certificateRefs: [{ name: web }] } }'
    expect(readText(gateway([http, more, tls, https].join('\n'))).errors).toEqual([])
  })

  test('version and unknown fields are told', () => {
    const old = gateway(http).replace('/v1', '/v1alpha2')
    expect(readText(old).messages[0]).toMatch(/has no Gateway \| served: .*\/v1, /)
    expect(readText(gateway(http).replace('port', 'prot')).messages[0]).toMatch(
      /unknown field prot \| did you mean port\?/,
    )
  })
})
