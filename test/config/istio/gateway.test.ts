import { describe, expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

const server = (fields: string) =>
  `servers:\n- hosts: [a.example]\n  port: {number: 80, name: http, protocol: HTTP}\n  ${fields}`
const tls = (fields: string) =>
  `servers:\n- hosts: [a.example]\n  port: {number: 443, name: https, protocol: HTTPS}\n  ${fields}`

describe('Gateway', () => {
  test.each([
    ['no servers', 'MS2218', '»selector: {a: b}'],
    ['a short host', 'MS2201', 'servers:\n- hosts: [»web]\n  port: {number: 80, name: http, protocol: HTTP}'],
    [
      'a partial wildcard',
      'MS2201',
      'servers:\n- hosts: [»"*web.example"]\n  port: {number: 80, name: http, protocol: HTTP}',
    ],
    [
      'a namespace that is none',
      'MS2201',
      'servers:\n- hosts: [»~/web.example]\n  port: {number: 80, name: http, protocol: HTTP}',
    ],
    [
      'port names that are equal',
      'MS2218',
      'servers:\n- hosts: ["*"]\n  port: {number: 80, name: a, protocol: HTTP}\n- hosts: ["*"]\n  port: {number: 81, name: »a, protocol: HTTP}',
    ],
    ['an unknown protocol', 'MS2218', 'servers:\n- hosts: ["*"]\n  port: {number: 80, name: a, protocol: »HTP}'],
    ['port 0', 'MS2212', 'servers:\n- hosts: ["*"]\n  port: {number: »0, name: a, protocol: HTTP}'],
    ['TLS settings on plain HTTP', 'MS2215', server('»tls: {mode: SIMPLE, credentialName: c}')],
    [
      'HTTPS without TLS settings',
      'MS2215',
      'servers:\n- »hosts: [a.example]\n  port: {number: 443, name: https, protocol: HTTPS}',
    ],
    ['SIMPLE without certificates', 'MS2215', tls('tls: »{mode: SIMPLE}')],
    ['MUTUAL without a client CA', 'MS2215', tls('tls: »{mode: MUTUAL, serverCertificate: /s, privateKey: /k}')],
    ['ISTIO_MUTUAL with a credential', 'MS2215', tls('tls: {mode: ISTIO_MUTUAL, »credentialName: c}')],
    ['a bind that is no address', 'MS2217', server('bind: »everywhere')],
  ])('%s is refused', (_name, code, spec) => {
    const { text, place } = marked(manifest('Gateway', spec))
    expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
  })

  test.each([
    ['a redirect to https', server('tls: {httpsRedirect: true}')],
    ['a credential', tls('tls: {mode: SIMPLE, credentialName: c}')],
    ['passthrough', tls('tls: {mode: PASSTHROUGH}')],
    [
      'hosts with namespaces',
      'servers:\n- hosts: [./a.example, "*/b.example", shop/*.c.example, "*"]\n  port: {number: 80, name: http, protocol: HTTP}',
    ],
  ])('%s is accepted', (_name, spec) => {
    expect(readText(manifest('Gateway', spec))).toMatchObject({ errors: [], warnings: [] })
  })
})
