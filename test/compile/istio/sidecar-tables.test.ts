import { describe, expect, it } from 'vitest'
import { documents, istio, service } from './mesh-of.ts'
import { goalOf, tablesOf } from './tables-of.ts'

const port = (name: string, number: number) => ({ name, port: number })

describe('outbound listeners', () => {
  const yaml = documents(
    service('web', 'default', { ports: [port('http', 80), port('foo', 83), port('tcp', 82), port('https', 85)] }),
    service('api'),
  )
  const tables = tablesOf(yaml)
  const connect = (host: string, number: number, sni?: string) => {
    const { dialled, listener, filterChain } = tables.connect({ host, port: number, ...(sni ? { tls: { sni } } : {}) })
    return [dialled, listener?.name, filterChain?.filter.kind]
  }

  it('are one per HTTP port for the whole mesh', () => {
    expect(connect('web', 80)).toEqual(['10.96.0.2:80', '0.0.0.0_80', 'http'])
    expect(connect('api', 80)).toEqual(['10.96.0.3:80', '0.0.0.0_80', 'http'])
    expect(connect('nobody.example', 80)).toEqual(['external:80', '0.0.0.0_80', 'http'])
  })

  it('are one per address for TCP, TLS and sniffed ports', () => {
    expect(connect('web', 82)).toEqual(['10.96.0.2:82', '10.96.0.2_82', 'tcp'])
    expect(connect('web', 85, 'web')).toEqual(['10.96.0.2:85', '10.96.0.2_85', 'tcp'])
    expect(connect('web', 83)).toEqual(['10.96.0.2:83', '10.96.0.2_83', 'http'])
    expect(connect('web', 83, 'web')).toEqual(['10.96.0.2:83', '10.96.0.2_83', 'tcp'])
  })

  it('let TLS on an HTTP port pass, and catch the rest', () => {
    const passed = tables.connect({ host: 'a.example', port: 80, tls: { sni: 'a.example' } })
    expect(passed.filterChain?.name).toBe('PassthroughFilterChain')
    expect(tables.connect({ host: 'a.example', port: 9999 }).listener?.name).toBe('virtualOutbound')
  })

  it('do not care about Host where the protocol is sniffed', () => {
    expect(goalOf(tables, 'web.default.svc.cluster.local:83', 'nobody')).toBe(
      'outbound|83||web.default.svc.cluster.local',
    )
  })
})

describe('tls and tcp routes', () => {
  it('go by server name, the most specific first', () => {
    const entry = istio('ServiceEntry', 'ext', 'default', {
      hosts: ['a.example', '*.w.example'],
      ports: [{ name: 'tls', number: 443, protocol: 'TLS' }],
      resolution: 'NONE',
    })
    const rule = istio('VirtualService', 'v', 'default', {
      hosts: ['a.example'],
      tls: [{ match: [{ sniHosts: ['a.example'] }], route: [{ destination: { host: 'web', port: { number: 443 } } }] }],
    })
    const tables = tablesOf(documents(service('web', 'default', { ports: [port('tls', 443)] }), entry, rule))
    const clusters = (sni: string) => {
      const filter = tables.connect({ host: sni, port: 443, tls: { sni } }).filterChain?.filter
      return filter?.kind === 'tcp' && filter.clusters.map(({ cluster }) => cluster)
    }
    expect(clusters('a.example')).toEqual(['outbound|443||web.default.svc.cluster.local'])
    expect(clusters('x.w.example')).toEqual(['outbound|443||*.w.example'])
    expect(clusters('w.example')).toEqual(['PassthroughCluster'])
  })

  it('drop destinations of weight zero', () => {
    const rule = istio('VirtualService', 'db', 'default', {
      hosts: ['db'],
      tcp: [
        {
          route: [
            { destination: { host: 'db', subset: 'v1' }, weight: 100 },
            { destination: { host: 'db', subset: 'v2' }, weight: 0 },
          ],
        },
      ],
    })
    const tables = tablesOf(documents(service('db', 'default', { ports: [port('tcp', 3306)] }), rule))
    const filter = tables.connect({ host: 'db', port: 3306 }).filterChain?.filter
    expect(filter?.kind === 'tcp' && filter.clusters.map(({ cluster, weight }) => [cluster, weight])).toEqual([
      ['outbound|3306|v1|db.default.svc.cluster.local', 100],
    ])
  })
})
