import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { servers } from './meshes.ts'
import { observe } from './records-of.ts'

const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: front }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
`

const route = (rules: string, parent = '{ name: front }', hostnames = '[shop.example]') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop }
spec: { parentRefs: [${parent}], hostnames: ${hostnames}, rules: ${rules} }
`

const backends = (...names: readonly string[]) => names.map(name => `{ name: ${name}, port: 80 }`).join(', ')

describe('routes of the Gateway API in a run', () => {
  it('shift moves the weights of an HTTPRoute on a Gateway', async () => {
    const rules = `[{ matches: [{ path: { value: /blue } }], backendRefs: [${backends('blue')}] }, { backendRefs: [${backends('blue')}] }]`
    const { records } = await observe({
      mesh: documents(servers(1, 'blue', 'green'), gateway, route(rules)),
      scenario: `
duration: 4s
workloads: { blue: { time: 1ms }, green: { time: 1ms } }
traffic: { load: { to: http://shop.example/, rate: 100/s }, fixed: { to: http://shop.example/blue, rate: 100/s } }
timeline: [{ at: 2s, shift: { shop.example: { green: 100 } } }]
`,
    })
    const served = records.filter(({ to }) => to !== 'default/front-istio' && to !== 'shop.example')
    expect(served.length).toBeGreaterThan(600)
    for (const { startNs, workload, source } of served) {
      expect(workload).toBe(source === 'load' && startNs >= 2e9 ? 'default/green' : 'default/blue')
    }
  })

  it('shift moves the weights of an HTTPRoute on a Service, and apply brings one', async () => {
    const onService = '{ group: "", kind: Service, name: blue }'
    const { records } = await observe({
      mesh: servers(1, 'blue', 'green'),
      scenario: `
duration: 6s
workloads: { blue: { time: 1ms }, green: { time: 1ms } }
traffic: { load: { to: http://blue/, rate: 100/s } }
timeline: [{ at: 2s, apply: route.yaml }, { at: 4s, shift: { blue: { blue: 100 } } }]
`,
      files: { 'route.yaml': route(`[{ backendRefs: [${backends('green')}] }]`, onService, '[]') },
    })
    for (const { startNs, workload } of records) {
      expect(workload).toBe(startNs >= 2e9 && startNs < 4e9 ? 'default/green' : 'default/blue')
    }
  })

  it('a back-end that does not exist is answered 500 NC, not 503', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'blue'), gateway, route(`[{ backendRefs: [${backends('nobody')}] }]`)),
      scenario: 'duration: 1s\ntraffic: { load: { to: http://shop.example/, rate: 10/s, arrivals: even } }\n',
    })
    expect(records.some(({ status, flags }) => status === 500 && flags.includes('NC'))).toBe(true)
    expect(records.filter(({ status }) => status !== 500)).toEqual([])
  })
})
