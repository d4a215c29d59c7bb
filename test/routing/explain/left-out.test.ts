import { expect, it } from 'vitest'
import { documents, istio } from '../../compile/istio/mesh-of.ts'
import { explain } from './ask.ts'
import { APPS } from './shop.ts'

const route = [{ destination: { host: 'cart' } }]

/** What `web` was not given, as `title: reason`. */
async function leftOut(...resources: readonly string[]): Promise<string[]> {
  const files = { 'apps.yaml': APPS, 'routes.yaml': documents(...resources) }
  const { hops } = await explain(files, { from: 'web', url: 'http://cart:8080/' })
  return hops[0].trail.filter(({ mark }) => mark === 'absent').map(({ title, text }) => `${title}: ${text}`)
}

const virtualService = (name: string, spec: object, namespace = 'default') =>
  istio('VirtualService', name, namespace, { hosts: ['cart.default.svc.cluster.local'], ...spec })

it.each<[what: string, resources: readonly string[], expected: readonly string[]]>([
  ['nothing where everything applies', [virtualService('a', { http: [{ route }] })], []],
  [
    'a VirtualService that is not exported here',
    [virtualService('a', { exportTo: ['.'], http: [{ route }] }, 'other')],
    ['VirtualService/other/a: its exportTo (.) leaves out namespace default'],
  ],
  [
    'the younger of two for one host: of the same age, the later name',
    [virtualService('b', { http: [{ route }] }), virtualService('a', { http: [{ route }] })],
    ['VirtualService/default/b: VirtualService/default/a is the first for the host'],
  ],
  [
    'a rule behind one that takes everything',
    [virtualService('a', { http: [{ route }, { match: [{ uri: { prefix: '/x' } }], route }] })],
    ['VirtualService/default/a#1: is never reached: a rule before it takes every request'],
  ],
  [
    'rules for other ports, gateways and namespaces',
    [
      virtualService('a', {
        gateways: ['mesh', 'istio-system/in'],
        http: [
          { match: [{ port: 80 }, { gateways: ['istio-system/in'] }], route },
          { match: [{ sourceNamespace: 'other' }], route },
          { route },
        ],
      }),
    ],
    [
      'VirtualService/default/a#0 match 1 of 2: is for port 80 only',
      'VirtualService/default/a#0 match 2 of 2: is for requests by the gateway istio-system/in only',
      'VirtualService/default/a#1: is for callers in namespace other only',
    ],
  ],
  [
    'no VirtualService of other hosts',
    [istio('VirtualService', 'a', 'default', { hosts: ['stock'], http: [{ route }] })],
    [],
  ],
])('%s', async (_, resources, expected) => {
  expect(await leftOut(...resources)).toEqual(expected)
})
