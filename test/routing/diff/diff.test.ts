import { describe, expect, it } from 'vitest'
import { diffOf, mesh, rule, SERVICES, service, to } from './meshes.ts'

const jason = (subset: string) => `{ match: [{ headers: { end-user: { exact: jason } } }], ${to(subset)} }`
const under = (prefix: string, subset: string) => `{ match: [{ uri: { prefix: ${prefix} } }], ${to(subset)} }`
const all = (subset: string, more = '') => `{ ${to(subset, more)} }`

const withRules = (...rules: readonly string[]) => mesh(SERVICES, rule(), service(rules))

describe('what moves a request', () => {
  it('tells a new weight with both lines and a request', () => {
    const { entries } = diffOf(withRules(jason('v2'), all('v1')), withRules(jason('v2'), all('v2')))
    expect(entries).toHaveLength(1)
    const [{ changes, example, callers, baseOrigins, headOrigins }] = entries
    expect(changes).toMatchObject([{ what: 'destination', base: 'reviews.shop:9080 v1', head: 'reviews.shop:9080 v2' }])
    expect(example).toMatchObject({ method: 'GET', url: 'http://reviews.shop.svc.cluster.local:9080/', headers: [] })
    expect(callers).toContain('sidecar shop/web')
    expect(baseOrigins[0]).toMatchObject({ resource: 'VirtualService/shop/reviews', place: { file: 'base.yaml' } })
    expect(headOrigins[0].place.line).toBe(baseOrigins[0].place.line)
  })

  it('finds the request that only a header tells apart', () => {
    const { entries } = diffOf(withRules(jason('v2'), all('v1')), withRules(all('v1')))
    expect(entries.map(({ example }) => example?.headers)).toEqual([[['end-user', 'jason']]])
  })

  it('finds the path between two prefixes', () => {
    const { entries } = diffOf(withRules(under('/api', 'v2'), all('v1')), withRules(under('/api/', 'v2'), all('v1')))
    expect(entries).toHaveLength(1)
    const path = new URL(entries[0].example?.url ?? '').pathname
    expect(path.startsWith('/api') && !path.startsWith('/api/')).toBe(true)
  })

  it('finds a path of a regular expression', () => {
    const picture = `{ match: [{ uri: { regex: '/img/[a-z]+\\.(png|jpg)' } }], ${to('v2')} }`
    const { entries } = diffOf(withRules(picture, all('v1')), withRules(all('v1')))
    expect(new URL(entries[0].example?.url ?? '').pathname).toMatch(/^\/img\/[a-z]+\.(png|jpg)$/)
  })

  it.each([
    ['timeout', ', timeout: 3s'],
    ['retries', ', retries: { attempts: 7 }'],
    ['fault', ', fault: { abort: { percentage: { value: 5 }, httpStatus: 503 } }'],
    ['rewritten path', ', rewrite: { uri: /v2 }'],
    ['response headers', ', headers: { response: { set: { x-from: meshsim } } }'],
    ['mirrors', ', mirror: { host: reviews, subset: v2 }'],
  ])('tells a change of %s', (what, more) => {
    const { entries } = diffOf(withRules(all('v1')), withRules(all('v1', more)))
    expect(entries.flatMap(({ changes }) => changes.map(change => change.what))).toEqual([what])
  })

  it('tells a policy of the destination once, whatever rules lead there', () => {
    const rules = service([jason('v1'), under('/api', 'v1'), all('v2')])
    const policy = ', trafficPolicy: { loadBalancer: { simple: RANDOM } }'
    const { entries } = diffOf(mesh(SERVICES, rule(), rules), mesh(SERVICES, rule('v1 v2', policy), rules))
    const words = entries.flatMap(({ changes }) => changes.map(({ what }) => what))
    expect(words.sort()).toEqual(['reviews.shop:9080 v1: balancer', 'reviews.shop:9080 v2: balancer'])
    expect(entries[0].headOrigins[0].resource).toBe('DestinationRule/shop/reviews')
  })

  it('tells a host that nobody serves any more', () => {
    const { entries } = diffOf(withRules(all('v1')), mesh(SERVICES, rule(), service([under('/api', 'v1')])))
    expect(entries[0].changes[0]).toMatchObject({ what: 'answer', head: '404, no rule of this host matches' })
  })

  it('tells that a server asks for more', () => {
    const policy = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: only-get, namespace: shop }
spec: { selector: { matchLabels: { app: reviews } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }
`
    const { servers } = diffOf(withRules(all('v1')), mesh(withRules(all('v1')), policy))
    expect(servers).toMatchObject([{ workloads: ['shop/reviews-v1', 'shop/reviews-v2'], what: ['who may call'] }])
    expect(servers[0].headOrigins.map(({ resource }) => resource)).toEqual(['AuthorizationPolicy/shop/only-get'])
  })

  it('assumes a Gateway and a Service that only rules name', () => {
    const vs = (subset: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example]
  gateways: [front]
  http: [{ route: [{ destination: { host: web, subset: ${subset} } }] }]
`
    const { entries, assumed } = diffOf(vs('a'), vs('b'))
    expect(entries.map(({ callers }) => callers)).toEqual([['gateway istio-system/istio-ingressgateway']])
    expect(entries[0].example?.url).toBe('http://shop.example/')
    expect(assumed.join('\n')).toContain('Gateway/shop/front')
  })
})

describe('what moves none', () => {
  it.each([
    ['nothing', withRules(jason('v2'), all('v1')), withRules(jason('v2'), all('v1'))],
    ['layout', withRules(all('v1')), `# a comment\n${withRules(all('v1'))}`],
    [
      'the order of rules that never meet',
      withRules(under('/a', 'v1'), under('/b', 'v2')),
      withRules(under('/b', 'v2'), under('/a', 'v1')),
    ],
    ['a rule behind one that takes all', withRules(all('v1')), withRules(all('v1'), jason('v2'))],
    ['the name of a VirtualService', withRules(all('v1')), mesh(SERVICES, rule(), service([all('v1')], 'other'))],
    ['the name of a subset', withRules(all('v1')), mesh(SERVICES, rule('one two'), service([all('one')]))],
    ['a split in other numbers', withRules(split(1, 3)), withRules(split(25, 75))],
    [
      'more pods',
      withRules(all('v1')),
      withRules(all('v1')).replace(
        'spec: { selector: { matchLabels: { app: web',
        'spec: { replicas: 9, selector: { matchLabels: { app: web',
      ),
    ],
  ])('%s', (_what, base, head) => {
    const { entries, servers } = diffOf(base, head)
    expect({ entries, servers }).toEqual({ entries: [], servers: [] })
  })

  it('names the text that changed all the same', () => {
    const { resources } = diffOf(withRules(all('v1')), withRules(all('v1'), jason('v2')))
    expect(resources).toMatchObject([{ resource: 'VirtualService/shop/reviews', what: 'changed' }])
  })
})

function split(v1: number, v2: number): string {
  const part = (subset: string, weight: number) =>
    `{ destination: { host: reviews, subset: ${subset} }, weight: ${weight} }`
  return `{ route: [${part('v1', v1)}, ${part('v2', v2)}] }`
}
