import { describe, expect, it } from 'vitest'
import { buildResolver } from '../../../src/compile/istio/dns.ts'
import { expandPods } from '../../../src/compile/istio/pods/expand.ts'
import { FROM_FILES } from '../../../src/compile/istio/pods/placement.ts'
import { buildRegistry } from '../../../src/compile/istio/registry/registry.ts'
import type { Mesh } from '../../../src/config/mesh.ts'
import { deployment, documents, istio, meshOf, meshOfClusters, service } from './mesh-of.ts'

const HEADLESS = { clusterIP: 'None' }

function resolverOf(mesh: Mesh, cluster = '', notReady: readonly string[] = []) {
  const pods = expandPods(mesh, FROM_FILES).pods.map(pod => ({ ...pod, ready: !notReady.includes(pod.name) }))
  const resolve = buildResolver(buildRegistry(mesh), pods, cluster)
  return (host: string) => resolve(host, 'default')
}

// resolv.conf of a pod says ndots:5: a name with four dots tries the search list first, one with five or with a dot at its
// end does not.
it('the search list comes before the name itself up to four dots', () => {
  const entry = (name: string, host: string, address: string) =>
    istio('ServiceEntry', name, 'default', {
      hosts: [host],
      addresses: [address],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'NONE',
    })
  const resolve = resolverOf(
    meshOf(
      documents(
        service('web'),
        entry('four', 'web.default.svc.cluster.local.default.svc.cluster.local', '192.0.2.4'),
        entry('five', 'a.b.c.d.e.f.default.svc.cluster.local', '192.0.2.5'),
        entry('itself', 'a.b.c.d.e.f', '192.0.2.6'),
      ),
    ),
  )
  expect(resolve('web.default.svc.cluster.local')).toBe('192.0.2.4')
  expect(resolve('web.default.svc.cluster.local.')).toBe('10.96.0.2')
  expect(resolve('a.b.c.d.e.f')).toBe('192.0.2.6')
})

describe('names in one cluster', () => {
  const mesh = meshOf(
    documents(
      service('web'),
      service('web', 'other'),
      service('db', 'default', HEADLESS),
      deployment('db', { replicas: 2 }),
      service('alias', 'default', { type: 'ExternalName', externalName: 'web.other.svc.cluster.local' }),
      istio('ServiceEntry', 'far', 'default', {
        hosts: ['far.example'],
        addresses: ['192.0.2.0/24'],
        ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
        resolution: 'NONE',
      }),
    ),
  )

  it.each([
    ['web', '10.96.0.2'],
    ['WEB', '10.96.0.2'],
    ['web.other', '10.96.0.3'],
    ['web.other.svc.cluster.local.', '10.96.0.3'],
    ['alias', '10.96.0.3'],
    ['db', '10.1.0.2'],
    ['db-1.db', '10.1.0.3'],
    ['far.example', '192.0.2.5'],
    ['198.51.100.7', '198.51.100.7'],
    ['nobody', undefined],
  ])('%s is %s', (host, address) => {
    expect(resolverOf(mesh)(host)).toBe(address)
  })

  it('a headless Service is its first ready pod; a pod is found by name even when it is not ready', () => {
    const resolve = resolverOf(mesh, '', ['db-0'])
    expect(resolve('db')).toBe('10.1.0.3')
    expect(resolve('db-0.db')).toBe('10.1.0.2')
  })
})

describe('names in several clusters', () => {
  const mesh = meshOfClusters({
    west: documents(service('web'), service('db', 'default', HEADLESS), deployment('db')),
    east: documents(service('web'), service('db', 'default', HEADLESS), deployment('db'), service('far')),
  })

  it('are those of the caller, with the addresses of its cluster', () => {
    expect(resolverOf(mesh, 'west')('web')).toBe('10.96.0.2')
    expect(resolverOf(mesh, 'east')('web')).toBe('10.97.0.2')
    expect(resolverOf(mesh, 'west')('db')).toBe('10.1.0.2')
    expect(resolverOf(mesh, 'east')('db')).toBe('10.2.0.2')
    expect(resolverOf(mesh, 'east')('db-0.db')).toBe('10.2.0.2')
  })

  it('a Service of another cluster only has no address', () => {
    expect(resolverOf(mesh, 'west')('far')).toBeUndefined()
    expect(resolverOf(mesh, 'east')('far')).toBe('10.97.0.3')
  })
})
