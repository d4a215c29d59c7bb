import { expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

const PORTS = 'ports: [{number: 80, name: http, protocol: HTTP}]'
const entry = (fields: string) => `hosts: [ext.example]\n${PORTS}\n${fields}`

test.each([
  ['the host *', 'MS2201', `hosts: [»"*"]\n${PORTS}`],
  ['endpoints with NONE', 'MS2217', entry('»endpoints: [{address: 10.1.1.1}]')],
  ['a name with STATIC', 'MS2217', entry('resolution: STATIC\nendpoints: [{address: »name.example}]')],
  ['a wildcard with DNS and no endpoints', 'MS2201', `hosts: [»"*.ext.example"]\nresolution: DNS\n${PORTS}`],
  [
    'two endpoints with DNS_ROUND_ROBIN',
    'MS2217',
    entry('resolution: DNS_ROUND_ROBIN\n»endpoints: [{address: a.example}, {address: b.example}]'),
  ],
  ['a CIDR block with DNS', 'MS2217', entry('resolution: DNS\naddresses: [»10.1.0.0/16]')],
  ['an address that is none', 'MS2217', entry('addresses: [»10.1.0.300]')],
  [
    'selector and endpoints',
    'MS2217',
    entry('resolution: STATIC\nworkloadSelector: {labels: {app: a}}\n»endpoints: [{address: 10.1.1.1}]'),
  ],
  [
    'a port that the entry lacks',
    'MS2217',
    entry('resolution: STATIC\nendpoints: [{address: 10.1.1.1, ports: {»https: 443}}]'),
  ],
  [
    'a port name twice',
    'MS2212',
    'hosts: [a.example]\nports: [{number: 80, name: http, protocol: HTTP}, {number: 81, name: »http, protocol: HTTP}]',
  ],
  [
    'a port twice',
    'MS2212',
    'hosts: [a.example]\nports: [{number: 80, name: a, protocol: HTTP}, {number: »80, name: b, protocol: HTTP}]',
  ],
  ['an unknown protocol', 'MS2212', 'hosts: [a.example]\nports: [{number: 80, name: a, protocol: »SPDY}]'],
  [
    'several hosts on a TCP port',
    'MS2217',
    'hosts: [a.example, b.example]\nresolution: DNS\nports: [»{number: 80, name: a, protocol: TCP}]',
  ],
  ['~ beside another namespace', 'MS2203', entry('exportTo: [»"~", shop]')],
])('%s is refused', (_name, code, spec) => {
  const { text, place } = marked(manifest('ServiceEntry', spec))
  expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
})

test.each([
  ['STATIC without endpoints', entry('resolution: STATIC')],
  ['a wildcard with NONE', `hosts: ["*.ext.example"]\n${PORTS}`],
  ['exported to nobody', entry('exportTo: ["~"]')],
  ['DNS with an endpoint by name', entry('resolution: DNS\nendpoints: [{address: b.example, ports: {http: 8080}}]')],
  ['an IPv6 block', entry('addresses: ["2001:db8::/32"]')],
])('%s is accepted', (_name, spec) => {
  expect(readText(manifest('ServiceEntry', spec))).toMatchObject({ errors: [], warnings: [] })
})

test('a selector with NONE is a warning', () => {
  const read = readText(manifest('ServiceEntry', entry('workloadSelector: {labels: {app: a}}')))
  expect(read).toMatchObject({ errors: [], warnings: ['MS2250 8:21'] })
})
