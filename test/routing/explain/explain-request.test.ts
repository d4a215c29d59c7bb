import { describe, expect, it } from 'vitest'
import { explain, lineOf, lines } from './ask.ts'
import { APPS, EGRESS, INGRESS, POLICIES, ROUTES } from './shop.ts'

const FILES = { 'apps.yaml': APPS, 'routes.yaml': ROUTES }
const at = (part: string) => `routes.yaml:${lineOf(ROUTES, part)}`
const ask = async (asked: Parameters<typeof explain>[1], files: Readonly<Record<string, string>> = FILES) =>
  (await explain(files, { from: 'web', ...asked })).hops

describe('the trail of a sidecar', () => {
  it('tells the dialled Service, the listener, and the domain that matched', async () => {
    const [hop] = await ask({ url: 'http://cart:8080/api/x' })
    expect(lines(hop).slice(0, 5)).toEqual([
      `dialled | 10.96.0.2:8080, the address of cart.default.svc.cluster.local | apps.yaml:${lineOf(APPS, 'apiVersion')}`,
      'listener | 0.0.0.0_8080: takes port 8080 of every address',
      'filter chain | plain-text HTTP',
      'route table | 8080',
      `virtual host | cart.default.svc.cluster.local:8080, by its domain cart | ${at('apiVersion')}`,
    ])
    expect(hop.trail[4].origin).toMatchObject({ resource: 'VirtualService/default/cart' })
  })

  it('names every rule that was passed over, with what the request has instead, and the one taken', async () => {
    const [hop] = await ask({ url: 'http://cart:8080/api/x', headers: [['x-tester', 'no']] })
    const rules = hop.trail.filter(({ mark }) => mark === 'passed' || mark === 'taken')
    expect(rules.map(({ mark, title, text }) => [mark, title, text])).toEqual([
      ['passed', 'VirtualService/default/cart#0 match 1 of 2 (testers)', 'needs header x-tester is "yes": it is "no"'],
      [
        'passed',
        'VirtualService/default/cart#0 match 2 of 2 (testers)',
        'needs query parameter beta is "1": it is not sent; path starts with "/preview": it is "/api/x"',
      ],
      ['taken', 'VirtualService/default/cart#2 (everybody)', 'path starts with "/api/"'],
    ])
    expect(rules.map(({ origin }) => origin?.place.line)).toEqual([
      lineOf(ROUTES, 'x-tester'),
      lineOf(ROUTES, '/preview'),
      lineOf(ROUTES, '{ prefix: /api/ }'),
    ])
  })

  it('tells what the control plane kept from this proxy', async () => {
    const [hop] = await ask({ url: 'http://cart:8080/api/x' })
    const absent = hop.trail.filter(({ mark }) => mark === 'absent')
    expect(absent.map(({ title, text }) => `${title}: ${text}`)).toEqual([
      'VirtualService/default/cart#1: is for callers with label app=batch (it has web) only',
      'VirtualService/default/cart-public: is for the gateways default/public only, not for "mesh": sidecars do not get it',
    ])
  })

  it('puts timeout, retries, fault and changes in words, each at its own line', async () => {
    const [hop] = await ask({ url: 'http://cart:8080/api/x' })
    expect(lines(hop)).toEqual(
      expect.arrayContaining([
        `fault | 5% are answered 503 at once | ${at('abort:')}`,
        `timeout | 2s for all tries together, then 504 UT | ${at('timeout:')}`,
        `retries | up to 3 more tries on 5xx; each try within 500ms; on another endpoint if there is one; first back-off up to 25ms | ${at('retries:')}`,
        `rewrite path | "/api/" becomes "/v1/" | ${at('rewrite:')}`,
        `request headers | add x-route: everybody | ${at('add: { x-route')}`,
      ]),
    )
  })

  it('shows each destination with its policy, the layer that set it, and its endpoints', async () => {
    const [hop] = await ask({ url: 'http://cart:8080/api/x' })
    const [v1, v2, v3] = hop.trail.filter(({ title }) => title.startsWith('to '))
    const linesOf = (index: number) => lines({ ...hop, trail: [[v1, v2, v3][index]] })
    expect(linesOf(0)).toEqual([
      `to 75% | outbound|8080|v1|cart.default.svc.cluster.local | ${at('subset: v1 }, weight')}`,
      `  policy | DestinationRule/default/cart | ${at('- { name: v1')}`,
      '  balancer | least requests: the less busy of two drawn endpoints',
      `  outliers | ejected for 45s (longer each time) after 7 consecutive 5xx; at most 10% of the endpoints | ${at('outlierDetection')}`,
      `  limits | maxPendingRequests 64 | ${at('connectionPool')}`,
      '  tls | mesh mTLS where the endpoint has a proxy (auto mTLS)',
      `  priority 0 | cart-v1-0 (10.1.0.2:8080), cart-v1-1 (10.1.0.3:8080); healthy; 100% of the requests | apps.yaml:${lineOf(APPS, 'kind: Deployment') - 1}`,
    ])
    expect(linesOf(1)).toContain(`  balancer | round robin | ${at('ROUND_ROBIN')}`)
    expect(linesOf(2).slice(1)).toEqual([
      '  missing | no DestinationRule that holds here defines subset v3 of cart.default.svc.cluster.local',
    ])
  })

  it('adds up how a request can end', async () => {
    const [hop] = await ask({ url: 'http://cart:8080/api/x' })
    const percents = hop.endings.map(({ probability, text }) => [Math.round(probability * 1e6) / 1e4, text])
    expect(percents).toEqual([
      [71.25, 'the answer of an endpoint of outbound|8080|v1|cart.default.svc.cluster.local'],
      [19, 'the answer of an endpoint of outbound|8080|v2|cart.default.svc.cluster.local'],
      [5, '503 FI: fault injected'],
      [4.75, '503 NC: no such cluster'],
    ])
  })

  it.each([
    ['http://cart:8080/old?x=1', '301 to http://cart:8080/api/new?x=1', false],
    ['http://cart:8080/nothing', '404 NR: no route', true],
    ['http://cart:9999/', 'the answer of whoever has the address dialled', false],
  ])('%s ends with %s', async (url, text, isFailure) => {
    const [hop] = await ask({ url })
    expect(hop.endings).toEqual([{ probability: 1, text, isFailure }])
  })

  it('guesses what an unknown host was meant to be', async () => {
    const [hop] = await ask({ url: 'http://crat:8080/' })
    expect(lines(hop)).toContain(
      'host | no Service and no ServiceEntry that the proxy sees is called crat; did you mean cart?',
    )
  })

  it('is in the keys of the recordings, too', async () => {
    const [hop] = await ask({ url: 'http://cart:8080/api/x' })
    expect(hop.got).toMatchObject({
      listener: '0.0.0.0_8080',
      vhost: 'cart.default.svc.cluster.local:8080',
      route: 'everybody',
      routeIndex: 2,
      missingClusters: ['outbound|8080|v3|cart.default.svc.cluster.local'],
      timeoutMs: 2000,
      retries: { on: '5xx', attempts: 3, perTryMs: 500 },
      fault: { abort: { httpStatus: 503, percent: 5 } },
      upstream: { pods: ['cart-v1-0', 'cart-v1-1'], path: '/v1/x', headersAdded: { 'x-route': 'everybody' } },
      status: 200,
    })
  })
})

describe('further proxies', () => {
  it('goes on at an egress gateway with the request as it gets it', async () => {
    const hops = await ask({ url: 'http://bank.example/pay' }, { ...FILES, 'egress.yaml': EGRESS })
    expect(hops.map(({ at }) => at)).toEqual(['sidecar of default/web', 'gateway istio-system/istio-egressgateway'])
    const [, gateway] = hops
    // The second rule asks for the header that the first one sets.
    expect(gateway.trail.find(({ mark }) => mark === 'taken')?.title).toBe('VirtualService/default/bank#1')
    expect(gateway.trail.find(({ mark }) => mark === 'absent')).toMatchObject({
      title: 'VirtualService/default/bank#0',
      text: 'is for requests by sidecars (mesh) only',
    })
    expect(gateway.endings[0].text).toBe('the answer of an endpoint of outbound|80||bank.example')
  })

  it('enters by the Gateway that serves host and port when nobody is named', async () => {
    const files = { ...FILES, 'ingress.yaml': INGRESS }
    const { from, assumed, hops } = await explain(files, { url: 'http://shop.example/cart/1' })
    expect(from).toMatchObject({ kind: 'gateway', namespace: 'istio-system', name: 'istio-ingressgateway', port: 80 })
    expect(assumed).toHaveLength(1)
    expect(hops[0].at).toBe('gateway istio-system/istio-ingressgateway')
    expect(hops[0].got).toMatchObject({ dialled: 'gateway:80', listener: '0.0.0.0_8080', vhost: 'shop.example:80' })
  })

  it('asks the sidecars of the servers, and says which policy decided', async () => {
    const files = { ...FILES, 'policies.yaml': POLICIES }
    const [, v1, v2, ...rest] = await ask({ url: 'http://cart:8080/api/x' }, files)
    expect([v1.at, v2.at, rest]).toEqual([
      'server, the sidecar of default/cart-v1',
      'server, the sidecar of default/cart-v2',
      [],
    ])
    expect([v1.share, v2.share]).toEqual([0.75, 0.2])
    expect(lines(v1)).toEqual([
      'connection | port 8080 of cart-v1-0, mesh mTLS',
      `filter chain | 0.0.0.0_8080 | apps.yaml:${lineOf(APPS, 'apiVersion')}`,
      'caller | cluster.local/ns/default/sa/default',
      `allow | ns[default]-policy[cart]-rule[0] | policies.yaml:${lineOf(POLICIES, '- from')}`,
    ])
    expect(v1.endings).toEqual([{ probability: 1, text: 'the application gets it', isFailure: false }])
  })

  it('tells when no rule allows a request', async () => {
    const files = { ...FILES, 'policies.yaml': POLICIES }
    const [hop, v1] = await ask({ url: 'http://cart:8080/api/x', method: 'POST' }, files)
    expect(v1.trail.at(-1)).toMatchObject({ title: 'allow', mark: 'passed', text: 'none of 1 rule allows it' })
    expect(v1.endings[0]).toMatchObject({ text: '403: RBAC: access denied', isFailure: true })
    expect(hop.endings[0]).toMatchObject({
      text: '403 by the sidecar of the server: RBAC: access denied',
      isFailure: true,
    })
  })

  it('sends a caller without a sidecar to any pod of the Service, in plain text', async () => {
    const apps = APPS.replace('{ labels: { app: web } }', '{ labels: { app: web, sidecar.istio.io/inject: "false" } }')
    const [hop, server] = await ask(
      { url: 'http://cart:8080/api/x' },
      { 'a.yaml': apps, 'p.yaml': POLICIES, 'r.yaml': ROUTES },
    )
    expect(hop.at).toBe('pod without a sidecar, of default/web')
    expect(lines(hop)).toEqual([
      expect.stringContaining('dialled | 10.96.0.2:8080'),
      'no proxy | no VirtualService and no DestinationRule counts: Kubernetes picks a ready pod of the Service',
      expect.stringContaining('cart-v1-0 (10.1.0.2:8080), cart-v1-1 (10.1.0.3:8080); healthy; 66.7% of the requests'),
      expect.stringContaining('cart-v2-0 (10.1.0.4:8080); healthy; 33.3% of the requests'),
    ])
    expect(server.endings[0].text).toBe('the connection is closed: only mesh mTLS is taken here')
  })
})
