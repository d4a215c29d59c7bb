import { expect, it } from 'vitest'
import { gateway, HTTP, route, tablesOf } from './gateways-of.ts'

const on = (hostnames: string, rule: string) =>
  `parentRefs: [{ name: gw }], hostnames: [${hostnames}], rules: [${rule}]`
const http = (hostnames: string) => route('r', on(hostnames, '{ name: http, matches: [{ path: { value: /h } }] }'))
const grpc = (hostnames: string, name = 'r') => route(name, on(hostnames, '{ name: grpc }'), 'default', 'GRPCRoute')
const rulesOf = (...routes: readonly string[]) =>
  tablesOf('gw', 'default', gateway('gw', HTTP), ...routes)
    .routeConfig('http.80')
    ?.virtualHosts.map(({ domains, routes: rules }) => `${domains.join()} ${rules.map(({ name }) => name).join()}`)

// What istiod's own code answered to these meshes (krt.JoinCollection keeps the first of a name).
it('an HTTPRoute hides as many hosts of a GRPCRoute of its name as it has itself', () => {
  expect(rulesOf(http('h.example'), grpc('g.example, k.example'))).toEqual(['h.example http', 'k.example grpc'])
  expect(rulesOf(http('h.example'), grpc('g.example', 's'))).toEqual(['g.example grpc', 'h.example http'])
})

it('but none that it has itself at the same listener', () => {
  expect(rulesOf(http('h.example'), grpc('h.example'))).toEqual(['h.example http,grpc'])
})
