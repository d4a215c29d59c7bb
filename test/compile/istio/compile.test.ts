import { describe, expect, it } from 'vitest'
import { compileIstio } from '../../../src/compile/istio/compile.ts'
import type { ProxyIdentity } from '../../../src/dataplane/data-plane.ts'
import { documents, istio, meshOf, service } from './mesh-of.ts'
import { goalOf, identity } from './tables-of.ts'

const web = identity({ labels: { app: 'web', tier: 'front' } })
const api: ProxyIdentity = { ...web, name: 'api-0', workload: 'api', labels: { app: 'api', tier: 'back' } }

const toApi = (sourceLabels?: object) =>
  istio('VirtualService', 'web', 'default', {
    hosts: ['web'],
    http: [
      { ...(sourceLabels && { match: [{ sourceLabels }] }), route: [{ destination: { host: 'api' } }] },
      { route: [{ destination: { host: 'web' } }] },
    ],
  })

const planeOf = (...resources: readonly string[]) =>
  compileIstio({ mesh: meshOf(documents(service('web'), service('api'), ...resources)), pods: [] })

describe('tables of sidecars of one namespace', () => {
  it('are the same where no resource asks for a label in which they differ', () => {
    const plane = planeOf(toApi())
    expect(plane.tablesFor(api)).toBe(plane.tablesFor(web))
  })

  it('are their own where a route asks for such a label', () => {
    const plane = planeOf(toApi({ tier: 'front' }))
    expect(goalOf(plane.tablesFor(web), '80', 'web')).toBe('outbound|80||api.default.svc.cluster.local')
    expect(goalOf(plane.tablesFor(api), '80', 'web')).toBe('outbound|80||web.default.svc.cluster.local')
  })

  it('are their own in another namespace or zone', () => {
    const plane = planeOf(toApi())
    expect(plane.tablesFor({ ...web, namespace: 'other' })).not.toBe(plane.tablesFor(web))
    expect(plane.tablesFor({ ...web, locality: { region: 'r', zone: 'z', subzone: '' } })).not.toBe(
      plane.tablesFor(web),
    )
  })
})
