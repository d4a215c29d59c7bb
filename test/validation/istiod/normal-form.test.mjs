import { expect, it } from 'vitest'
import { mutator } from './mutate.mjs'
import { cluster, routeTable } from './normal-form.mjs'

const table = route =>
  routeTable({ name: '80', virtual_hosts: [{ name: 'a:80', domains: ['b', 'a'], routes: [route] }] })

it('tables that mean the same are equal, whatever is written out', () => {
  const istiod = {
    match: { prefix: '/', case_sensitive: true },
    route: {
      cluster: 'c',
      timeout: '0s',
      retry_policy: { host_selection_retry_max_attempts: '5' },
      max_grpc_timeout: '0s',
    },
    metadata: { filter_metadata: {} },
    decorator: { operation: 'a' },
  }
  const meshsim = {
    match: { prefix: '/' },
    route: {
      cluster: 'c',
      timeout: '0s',
      retry_policy: { num_retries: 1, host_selection_retry_max_attempts: 5 },
      max_grpc_timeout: '0s',
    },
  }
  expect(table(istiod)).toEqual(table(meshsim))
})

it('conditions that must all hold stand in any order', () => {
  const exact = (name, value) => ({ name, string_match: { exact: value } })
  const asked = (headers, parameters) => table({ match: { prefix: '/', headers, query_parameters: parameters } })
  const [a, b, q, r] = [exact('X-A', '1'), exact('x-a', '2'), exact('q', '1'), exact('r', '1')]
  expect(asked([a, b], [q, r])).toEqual(asked([b, a], [r, q]))
  expect(asked([a, b], [q, r])).not.toEqual(asked([a, b], [q]))
  expect(asked([a, b], [q, r])).not.toEqual(asked([a], [q, r]))
})

it('tables that mean something else differ', () => {
  const route = more => table({ match: { prefix: '/' }, route: { cluster: 'c', ...more } })
  expect(route({ timeout: '1s' })).not.toEqual(route({ timeout: '2s' }))
  expect(table({ match: { prefix: '/', case_sensitive: false } })).not.toEqual(table({ match: { prefix: '/' } }))
  const adds = (...values) => ({
    request_headers_to_add: values.map(value => ({ header: { key: 'x', value } })),
  })
  expect(table({ match: {}, ...adds('1', '2') })).not.toEqual(table({ match: {}, ...adds('2', '1') }))
})

it('a cluster has the defaults of Envoy where nothing is written', () => {
  expect(cluster({ outlier_detection: { consecutive_5xx: 5 } })).toEqual(
    cluster({ outlier_detection: { interval: '10s' } }),
  )
  expect(cluster({ outlier_detection: { consecutive_5xx: 4 } })).not.toEqual(cluster({ outlier_detection: {} }))
  expect(cluster({ outlier_detection: {} })).not.toEqual(cluster({}))
})

it('the same seed changes meshes in the same way', () => {
  const mesh = JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'v' },
    spec: { hosts: ['web'], http: [{ route: [{ destination: { host: 'web' }, weight: 3 }] }] },
  })
  const changed = seed => {
    const next = mutator(seed, [{ name: 'one', mesh }])
    return Array.from({ length: 20 }, () => next().mesh)
  }
  expect(changed(1)).toEqual(changed(1))
  expect(new Set(changed(1)).size).toBeGreaterThan(5)
  expect(changed(2)).not.toEqual(changed(1))
})
