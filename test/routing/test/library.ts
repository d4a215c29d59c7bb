import { expect } from 'vitest'
import { readRouteTests } from '../../../src/config/route-tests/read-route-tests.ts'
import type { RouteCheck } from '../../../src/dataplane/route-test-run.ts'
import { type RanRouteTests, runRouteTests } from '../../../src/routing/test/run-route-tests.ts'
import { deployment, documents, istio, meshOf, service } from '../../compile/istio/mesh-of.ts'

/** A library: loans in two versions, a catalogue that calls them, all behind one gateway. */
export const LIBRARY = documents(
  deployment('catalogue'),
  service('catalogue'),
  deployment('loans-v1', { replicas: 2, labels: { app: 'loans', version: 'v1' } }),
  deployment('loans-v2', { labels: { app: 'loans', version: 'v2' } }),
  service('loans'),
  deployment('fines'),
  service('fines'),
)

export const LOANS = (http: readonly object[], spec: object = {}) =>
  istio('VirtualService', 'loans', 'default', { hosts: ['loans'], http, ...spec })

export const SUBSETS = (trafficPolicy?: object) =>
  istio('DestinationRule', 'loans', 'default', {
    host: 'loans',
    ...(trafficPolicy ? { trafficPolicy } : {}),
    subsets: ['v1', 'v2'].map(version => ({ name: version, labels: { version } })),
  })

export const to = (subset: string, weight?: number) => ({
  destination: { host: 'loans', subset },
  ...(weight === undefined ? {} : { weight }),
})

/** Runs tests whose list stands in YAML on the library with more resources; the tests are free of errors. */
export function ran(resources: readonly string[], tests: string): RanRouteTests {
  const { suite, diagnostics } = readRouteTests(`kind: RouteTests\ntests:\n${tests}`, 'l.test.yaml')
  expect(diagnostics).toEqual([])
  if (!suite) throw new Error('no suite')
  return runRouteTests(meshOf(documents(LIBRARY, ...resources)), [suite])
}

/** The one check of a call of the catalogue. */
export function checkOf(
  resources: readonly string[],
  expectation: string,
  request = '{ host: loans }',
  from = '{ workload: catalogue }',
): RouteCheck {
  const test = `  - { name: t, from: ${from}, request: ${request}, expect: ${expectation} }\n`
  const { run, diagnostics } = ran(resources, test)
  expect(diagnostics).toEqual([])
  return run.files[0].tests[0].checks[0]
}

/** `to: expected | got` for every failure. */
export function failed(...args: Parameters<typeof checkOf>): readonly string[] {
  return checkOf(...args).failures.map(({ what, expected, got }) => `${what}: ${expected} | ${got}`)
}
