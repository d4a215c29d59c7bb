import { describe, expect, it } from 'vitest'
import { deployment, istio, service } from '../compile/istio/mesh-of.ts'
import { ending, observe } from './records-of.ts'
import { east, west } from './two-networks.ts'

const CLIENT = 'cluster.local/ns/default/sa/default'
const GATEWAY = 'cluster.local/ns/istio-system/sa/default'

const only = (principal: string) =>
  istio('AuthorizationPolicy', 'only', 'default', { rules: [{ from: [{ source: { principals: [principal] } }] }] })

const DATABASE = { ports: [{ name: 'tcp-db', port: 5432 }] }

/** How calls over the networks end for their caller, and at the gateway. */
async function called(principal: string, to: string, from = 'client') {
  const db = service('db', 'default', { ...DATABASE, selector: { app: 'server' } })
  const mesh = {
    east: east(only(principal), db, deployment('stranger', { namespace: 'far' })),
    west: west(1, db),
  }
  const scenario = `
duration: 1s
workloads: { server*: { time: 5ms } }
traffic: { load: { from: ${from}@east, to: ${to}, rate: 10/s, arrivals: even } }
`
  const { records } = await observe({ mesh, scenario })
  const endings = (isRoot: boolean) => [...new Set(records.filter(({ hop }) => (hop === 0) === isRoot).map(ending))]
  return { atCaller: endings(true), atGateway: endings(false) }
}

describe('a server behind an east-west gateway sees the certificate of the caller', () => {
  it('and lets in whom its policy names', async () => {
    const served = ['5ms 200 - ok']
    expect(await called(CLIENT, 'http://server/')).toEqual({ atCaller: served, atGateway: served })
  })

  it('and turns away all others', async () => {
    const denied = ['0ms 403 - rejected']
    expect(await called(CLIENT, 'http://server.default/', 'far/stranger')).toEqual({
      atCaller: denied,
      atGateway: denied,
    })
  })

  it('so that a policy that names the gateway lets nobody in', async () => {
    expect((await called(GATEWAY, 'http://server/')).atCaller).toEqual(['0ms 403 - rejected'])
  })
})

describe('a TCP server behind an east-west gateway', () => {
  it('is reached by whom its policy names', async () => {
    const served = ['5ms 0 - ok']
    expect(await called(CLIENT, 'http://db.default:5432/')).toEqual({ atCaller: served, atGateway: served })
  })

  it('closes the connections of all others', async () => {
    const closed = ['0ms 0 - rejected']
    const to = 'http://db.default:5432/'
    expect(await called(CLIENT, to, 'far/stranger')).toEqual({ atCaller: closed, atGateway: closed })
    expect((await called(GATEWAY, to)).atCaller).toEqual(closed)
  })
})
