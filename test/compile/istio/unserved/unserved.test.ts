import { describe, expect, it } from 'vitest'
import { buildRegistry } from '../../../../src/compile/istio/registry/registry.ts'
import { unservedNames } from '../../../../src/compile/istio/unserved/unserved.ts'
import { readMesh } from '../../../../src/config/read-mesh.ts'

const BASE = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web-v1 }
spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web, version: v1 } } } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec: { host: web, subsets: [{ name: v1, labels: { version: v1 } }] }
---
`

const virtualService = (spec: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: vs }
spec: ${spec}
`

/** Codes with the line that they stand on, counted within the last document; messages on request. */
function found(yaml: string, base = BASE): readonly string[] {
  const mesh = readMesh([{ path: 'm.yaml', text: base + yaml }])
  expect(mesh.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  return unservedNames(mesh, buildRegistry(mesh)).map(({ code, message, help }) =>
    [code, message, help].filter(Boolean).join(' | '),
  )
}

describe('unservedNames', () => {
  it('has nothing to say about a mesh in which every name means something', () => {
    expect(
      found(virtualService('{ hosts: [web], http: [{ route: [{ destination: { host: web, subset: v1 } }] }] }')),
    ).toEqual([])
  })

  it('tells a destination host that nobody has, with the nearest one', () => {
    expect(found(virtualService('{ hosts: [web], http: [{ route: [{ destination: { host: wbe } }] }] }'))).toEqual([
      expect.stringMatching(
        /^MS2401 \| VirtualService\/default\/vs: .*wbe\.default\.svc\.cluster\.local.*503 NC \| did you mean web\?$/,
      ),
    ])
  })

  it('looks into tcp and tls routes and into mirrors', () => {
    const route = 'route: [{ destination: { host: web } }]'
    const spec = `{ hosts: [web], http: [{ ${route}, mirror: { host: m1 } }], tcp: [{ route: [{ destination: { host: t1 } }] }] }`
    expect(found(virtualService(spec)).map(text => /host (\w+)\./.exec(text)?.[1])).toEqual(['m1', 't1'])
  })

  it('tells a subset that no DestinationRule defines, with those that there are', () => {
    expect(
      found(virtualService('{ hosts: [web], http: [{ route: [{ destination: { host: web, subset: v9 } }] }] }')),
    ).toEqual([expect.stringMatching(/^MS2402 \| .*subset v9 of web.*503 NC \| there are v1$/)])
  })

  it('takes the subsets of a wildcard rule', () => {
    const rule = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: all }
spec: { host: "*.default.svc.cluster.local", subsets: [{ name: v9 }] }
---`
    const vs = virtualService('{ hosts: [web], http: [{ route: [{ destination: { host: web, subset: v9 } }] }] }')
    expect(found(`${rule}${vs}`)).toEqual([])
  })

  it('tells a subset whose labels no pod has', () => {
    expect(found('', BASE.replace('labels: { version: v1 } }]', 'labels: { version: v2 } }]'))).toEqual([
      expect.stringMatching(/^MS2403 \| DestinationRule\/default\/web: no pod has the labels of subset v1: .*503 UH$/),
    ])
  })

  it('tells a Service that selects nothing, unless its EndpointSlices are there', () => {
    const lonely = `
apiVersion: v1
kind: Service
metadata: { name: lonely }
spec: { selector: { app: lonely }, ports: [{ port: 80 }] }
---`
    expect(found(lonely)).toEqual([expect.stringMatching(/^MS2407 \| Service\/default\/lonely: .*503 UH$/)])
    const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: s, labels: { kubernetes.io/service-name: lonely } }
addressType: IPv4
endpoints: [{ addresses: [10.9.0.1] }]
ports: [{ port: 80 }]
`
    expect(found(lonely + slice)).toEqual([])
  })

  it('tells a gateway and a delegate that do not exist', () => {
    const spec = '{ hosts: [x.example], gateways: [nobody], http: [{ delegate: { name: gone } }] }'
    expect(found(virtualService(spec)).map(text => text.slice(0, 6))).toEqual(['MS2404', 'MS2405'])
  })

  it('tells which server of conflicting Gateways is dropped, and to whom it loses', () => {
    const gateway = (name: string, protocol: string) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name} }
spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: p, protocol: ${protocol} }, hosts: ["*"] }] }
---`
    const pods = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: in }
spec: { selector: { matchLabels: { istio: ingressgateway } }, template: { metadata: { labels: { istio: ingressgateway } } } }
`
    expect(found(gateway('b', 'TCP') + gateway('a', 'HTTP') + pods)).toEqual([
      expect.stringMatching(/^MS2406 \| Gateway\/default\/b: port 80 \(TCP\) is dropped: Gateway\/default\/a/),
    ])
    expect(found(gateway('b', 'HTTP') + gateway('a', 'HTTP') + pods)).toEqual([])
  })

  it('stands at the word to change', () => {
    const mesh = readMesh([
      {
        path: 'm.yaml',
        text: BASE + virtualService('{ hosts: [web], http: [{ route: [{ destination: { host: wbe } }] }] }'),
      },
    ])
    const [{ place, endColumn, sourceLine }] = unservedNames(mesh, buildRegistry(mesh))
    expect(sourceLine?.slice(place.column - 1, (endColumn ?? 0) - 1)).toBe('wbe')
  })
})
