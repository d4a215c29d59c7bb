import { describe, expect, it } from 'vitest'
import { prepare } from '../../src/engine/run.ts'
import { deployment, documents } from '../compile/istio/mesh-of.ts'
import { servers } from './meshes.ts'
import { ending, observe } from './records-of.ts'
import { scenarioOf } from './scenario-of.ts'
import { database, tcpPool } from './tcp-meshes.ts'

describe('calls to TCP ports', () => {
  const chain = (call: string) => ({
    mesh: documents(database(1, tcpPool({ maxConnections: 1 })), deployment('front')),
    scenario: `
duration: 20s
workloads: { shop: { time: 10ms, calls: [${call}] }, db: { time: 50ms } }
traffic: { web: { to: http://shop/, from: front, arrivals: { trace: t.csv } } }
`,
  })
  const web = { 't.csv': 't,method,url\n0,GET,http://shop/\n0.001,GET,http://shop/' }
  const shop = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'shop', namespace: 'default' },
    spec: { ports: [{ name: 'http', port: 80 }], selector: { app: 'shop' } },
  })

  it('are connections; a refused one fails the request', async () => {
    const { mesh, scenario } = chain('db:5432')
    const { records } = await observe({ mesh: documents(mesh, shop), scenario, files: web })
    const of = (hop: (root: boolean) => boolean) => records.filter(each => hop(each.hop === 0)).map(ending)
    expect(of(root => !root).toSorted()).toEqual(['0ms 0 UO rejected', '50ms 0 - ok'])
    expect(of(root => root).toSorted()).toEqual(['10ms 500 - error', '60ms 200 - ok'])
  })

  it('with tcp: last as long as it says', async () => {
    const { mesh, scenario } = chain('{ to: db:5432, tcp: { duration: 300ms }, on-error: degrade }')
    const { records } = await observe({ mesh: documents(mesh, shop), scenario, files: web })
    expect(records.filter(({ hop }) => hop === 0).map(ending)).toEqual(['10ms 200 - degraded', '310ms 200 - ok'])
  })
})

describe('tcp: to a port that speaks HTTP', () => {
  const problems = (traffic: string, workloads = '{}') => {
    const scenario = `\nduration: 1s\nworkloads: ${workloads}\ntraffic: { app: { ${traffic}, rate: 1/s } }\n`
    const prepared = prepare(scenarioOf({ mesh: documents(servers(1, 'web'), deployment('shop')), scenario }))
    return prepared.diagnostics.map(({ code, message }) => `${code} ${message}`)
  }

  it('is an error, at a source and at a call', () => {
    const said = 'MS3052 tcp: port 80 of web is HTTP'
    expect(problems('to: http://web/, from: shop, tcp: { duration: 1s }')).toContain(said)
    expect(problems('to: http://web/', '{ shop: { calls: [{ to: web, tcp: {} }] } }')).toContain(said)
  })
})
