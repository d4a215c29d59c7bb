import { expect, it } from 'vitest'
import { SECOND } from '../../src/kernel/time.ts'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers } from './meshes.ts'
import { ending, observe, rootOf } from './records-of.ts'
import { runOf } from './run-of.ts'
import { east, west } from './two-networks.ts'

const GRPC_HEADERS = '{ content-type: application/grpc }'

function load(errors: string): string {
  return `
duration: 20s
workloads: { server: { time: 1ms, errors: ${errors} } }
traffic: { load: { to: http://server/, rate: 1/s, arrivals: even, headers: ${GRPC_HEADERS} } }
`
}

it.each([
  ['grpc 4', 'timeout'],
  ['grpc 8', 'rejected'],
  ['grpc 13', 'error'],
])('%s: an answer of 200 that is a %s', async (name, outcome) => {
  const { records } = await observe({ mesh: servers(1, 'server'), scenario: load(`{ ${name}: 100% }`) })
  expect(records.map(ending)).toEqual(Array(20).fill(`1ms 200 - ${outcome}`))
})

it("Istio's default policy retries UNAVAILABLE and CANCELLED, and no other status", async () => {
  const mesh = documents(servers(3, 'server'), policyFor('server', {}))
  const attempts = async (errors: string) => (await observe({ mesh, scenario: load(errors) })).records.length
  expect(await attempts('{ grpc 14: 100% }')).toBe(60)
  expect(await attempts('{ grpc 1: 100% }')).toBe(60)
  expect(await attempts('{ grpc 13: 100% }')).toBe(20)
})

it('retries used up: the last answer stands, with URX', async () => {
  const mesh = documents(servers(2, 'server'), ruleFor('server', { retries: { attempts: 1, retryOn: 'unavailable' } }))
  const { records } = await observe({ mesh, scenario: load('{ grpc 14: 100% }') })
  expect(rootOf(records, 3).map(ending)).toEqual(['1ms 200 - error', '1ms 200 URX error'])
})

it('outlier detection counts UNAVAILABLE as 503, INVALID_ARGUMENT not at all', () => {
  const trafficPolicy = { outlierDetection: { consecutive5xxErrors: 5, maxEjectionPercent: 100 } }
  const mesh = documents(
    servers(1, 'server'),
    policyFor('server', trafficPolicy),
    ruleFor('server', { retries: { attempts: 0 } }),
  )
  const ejects = (errors: string) => {
    const run = runOf({ mesh, scenario: load(errors) })
    run.advance(8 * SECOND)
    return run.world.upstreams.some(({ balancer }) => !balancer.hosts.healthy(0))
  }
  expect(ejects('{ grpc 14: 100% }')).toBe(true)
  expect(ejects('{ grpc 3: 100% }')).toBe(false)
})

it('calls to a port that speaks gRPC are gRPC, and so is their failure', async () => {
  const port = [{ name: 'grpc', port: 80, targetPort: 8080 }]
  const mesh = documents(
    ...['front', 'middle', 'back'].map(name => deployment(name, { replicas: 1 })),
    service('front'),
    service('middle', 'default', { ports: port }),
    service('back', 'default', { ports: port }),
  )
  const { records } = await observe({
    mesh,
    scenario: `
duration: 2s
workloads:
  front: { time: 1ms, calls: [middle] }
  middle: { time: 1ms, calls: [back] }
  back: { time: 1ms, errors: { grpc 5: 100% } }
traffic: { load: { to: http://front/, rate: 1/s, arrivals: even } }
`,
  })
  const endings = records.filter(({ request }) => request === 0).map(each => `${each.to} ${ending(each)}`)
  expect(endings).toEqual([
    'default/back 1ms 200 - error',
    // The front speaks HTTP: its failure is a 500; the middle's is a gRPC status.
    'default/middle 2ms 200 - error',
    'default/front 3ms 500 - error',
  ])
})

it('a gateway to another network passes the grpc-status on: the caller retries as it does at home', async () => {
  const { records } = await observe({
    mesh: { east: east(ruleFor('server', {})), west: west(1) },
    scenario: `
duration: 10s
workloads: { server*: { time: 1ms, errors: { grpc 14: 100% } } }
traffic: { load: { from: client@east, to: http://server/, rate: 1/s, arrivals: even, headers: ${GRPC_HEADERS} } }
`,
  })
  const roots = rootOf(records, 3)
  // Istio's two retries of UNAVAILABLE.
  expect(roots.map(({ status, outcome }) => `${status} ${outcome}`)).toEqual(['200 error', '200 error', '200 error'])
})
