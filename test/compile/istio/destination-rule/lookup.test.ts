import { describe, expect, test } from 'vitest'
import { indexDestinationRules } from '../../../../src/compile/istio/destination-rule/index-rules.ts'
import { destinationRuleFor } from '../../../../src/compile/istio/destination-rule/lookup.ts'
import { buildRegistry } from '../../../../src/compile/istio/registry/registry.ts'
import { documents, istio, meshOf, service } from '../mesh-of.ts'

const HOST = 'web.s.svc.cluster.local'

const rule = (name: string, namespace: string, host: string, spec: object = {}, metadata: object = {}) =>
  istio('DestinationRule', name, namespace, { host, ...spec }, metadata)

interface Client {
  readonly from: string
  readonly labels?: Readonly<Record<string, string>>
  readonly meshConfig?: string
}

/** The rule that a client gets for web.s, as `namespace/host`. */
function found(rules: readonly string[], { from, labels = {}, meshConfig }: Client) {
  const mesh = meshOf(documents(service('web', 's'), ...rules), { meshConfig })
  const [target] = buildRegistry(mesh).named(HOST)
  return destinationRuleFor(indexDestinationRules(mesh), { namespace: from, labels }, target)
}

const where = (rules: readonly string[], client: Client) => {
  const result = found(rules, client)
  return result && `${result.namespace}/${result.host}`
}

describe('which namespace decides', () => {
  const client = rule('d', 'c', HOST)
  const serviceRule = rule('d', 's', 'web')
  const root = rule('d', 'istio-system', HOST)

  test('the client’s, then the service’s, then the root', () => {
    expect(where([client, serviceRule, root], { from: 'c' })).toBe(`c/${HOST}`)
    expect(where([client, serviceRule, root], { from: 'x' })).toBe(`s/${HOST}`)
    expect(where([client, root], { from: 'x' })).toBe(`istio-system/${HOST}`)
    expect(where([client], { from: 'x' })).toBeUndefined()
  })

  test('a wildcard of the client’s namespace beats an exact rule of the service’s', () => {
    expect(where([rule('d', 'c', '*.local'), serviceRule], { from: 'c' })).toBe('c/*.local')
  })

  test('inside a namespace the most specific host, exact before wildcard', () => {
    const rules = [rule('a', 's', '*.cluster.local'), rule('b', 's', '*.s.svc.cluster.local'), rule('c', 's', '*')]
    expect(where(rules, { from: 'x' })).toBe('s/*.s.svc.cluster.local')
    expect(where([...rules, serviceRule], { from: 'x' })).toBe(`s/${HOST}`)
  })

  test('a short name belongs to the rule’s namespace, a dotted one is taken as it stands', () => {
    expect(where([rule('d', 'c', 'web')], { from: 'c' })).toBeUndefined()
    expect(where([rule('d', 's', 'web.s')], { from: 'x' })).toBeUndefined()
  })

  test('a client in the root namespace asks the service’s namespace before its own public rules', () => {
    expect(where([serviceRule, root], { from: 'istio-system' })).toBe(`s/${HOST}`)
    const rootPrivate = rule('p', 'istio-system', HOST, { exportTo: ['.'] })
    expect(where([serviceRule, rootPrivate], { from: 'istio-system' })).toBe(`istio-system/${HOST}`)
  })
})

describe('exportTo', () => {
  test('a best match that is not exported leads to the root, not to the second best', () => {
    const rules = [
      rule('exact', 's', 'web', { exportTo: ['y'] }),
      rule('wide', 's', '*.s.svc.cluster.local'),
      rule('root', 'istio-system', '*.local'),
    ]
    expect(where(rules, { from: 'x' })).toBe('istio-system/*.local')
    expect(where(rules, { from: 'y' })).toBe(`s/${HOST}`)
  })

  test('the mesh default may be private', () => {
    const rules = [rule('d', 's', 'web')]
    const meshConfig = 'defaultDestinationRuleExportTo: ["."]'
    expect(where(rules, { from: 'x', meshConfig })).toBeUndefined()
    expect(where(rules, { from: 's', meshConfig })).toBe(`s/${HOST}`)
  })
})

describe('workloadSelector', () => {
  const picky = rule('picky', 'c', HOST, { workloadSelector: { matchLabels: { app: 'a' } } })
  const serviceRule = rule('d', 's', 'web')

  test('picks pods of its own namespace', () => {
    expect(where([picky, serviceRule], { from: 'c', labels: { app: 'a', v: '1' } })).toBe(`c/${HOST}`)
    expect(found([picky, serviceRule], { from: 'c', labels: { app: 'a' } })?.origin.why).toContain('workloadSelector')
  })

  test('rules for other pods only leave the client without any', () => {
    expect(where([picky, serviceRule], { from: 'c', labels: { app: 'b' } })).toBeUndefined()
  })

  test('other pods get the rule without selector', () => {
    const general = rule('general', 'c', HOST, { trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })
    const result = found([picky, general], { from: 'c', labels: { app: 'b' } })
    expect(result?.workloadSelector).toBeUndefined()
    expect(result?.trafficPolicy).toBeDefined()
  })
})
