import { describe, expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

const GOOD_ROUTE = 'route: [{destination: {host: web}}]'
/** A VirtualService for `web` with one rule. */
const rule = (fields: string) => `hosts: [web]\nhttp:\n- ${fields.replaceAll('\n', '\n  ')}`
/** ... whose rule routes to web. */
const routed = (fields: string) => rule(`${GOOD_ROUTE}\n${fields}`)

function expectError(spec: string, code: string): void {
  const { text, place } = marked(manifest('VirtualService', spec))
  expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
}

function expectAccepted(spec: string, warnings: string[] = []): void {
  const read = readText(manifest('VirtualService', spec))
  expect(read.errors).toEqual([])
  expect(read.names).toHaveLength(1)
  expect(read.warnings.map(warning => warning.split(' ')[0])).toEqual(warnings)
}

describe('hosts', () => {
  test.each([
    ['a host twice', `hosts: [web, »web]\nhttp: [{${GOOD_ROUTE}}]`],
    ['a host within a wildcard', `hosts: ["*.example", »a.example]\nhttp: [{${GOOD_ROUTE}}]`],
    ['* on the mesh', `hosts: [»"*"]\nhttp: [{${GOOD_ROUTE}}]`],
    ['* with mesh among the gateways', `hosts: [»"*"]\ngateways: [mesh, gw]\nhttp: [{${GOOD_ROUTE}}]`],
    ['a wildcard at the end', `hosts: [»web.*]\nhttp: [{${GOOD_ROUTE}}]`],
    ['two wildcards', `hosts: [»"*web*"]\nhttp: [{${GOOD_ROUTE}}]`],
    ['an underscore', `hosts: [»web_x]\nhttp: [{${GOOD_ROUTE}}]`],
    ['an empty host', `hosts: [»""]\nhttp: [{${GOOD_ROUTE}}]`],
    ['a number at the end', `hosts: [»10.1.2]\nhttp: [{${GOOD_ROUTE}}]`],
  ])('%s is refused', (_name, spec) => expectError(spec, 'MS2201'))

  test.each([
    ['a short name', `hosts: [web]\nhttp: [{${GOOD_ROUTE}}]`],
    ['a partial wildcard', `hosts: ["*web.example"]\nhttp: [{${GOOD_ROUTE}}]`],
    ['an address', `hosts: [10.1.2.3]\nhttp: [{${GOOD_ROUTE}}]`],
    ['* at a gateway', `hosts: ["*"]\ngateways: [gw]\nhttp: [{${GOOD_ROUTE}}]`],
    [
      'the generated SNI of a subset',
      'hosts: [outbound_.80_._.web.example]\ngateways: [gw]\ntls: [{match: [{sniHosts: [outbound_.80_._.web.example]}], route: [{destination: {host: web}}]}]',
    ],
  ])('%s is accepted', (_name, spec) => expectAccepted(spec))
})

describe('gateways and exportTo', () => {
  test.each([
    ['./name', 'MS2202', `hosts: [web]\ngateways: [»./gw]\nhttp: [{${GOOD_ROUTE}}]`],
    ['an empty namespace', 'MS2202', `hosts: [web]\ngateways: [»/gw]\nhttp: [{${GOOD_ROUTE}}]`],
    ['~', 'MS2203', `hosts: [web]\nexportTo: [»"~"]\nhttp: [{${GOOD_ROUTE}}]`],
    ['. and the own namespace', 'MS2203', `hosts: [web]\nexportTo: [., »default]\nhttp: [{${GOOD_ROUTE}}]`],
    ['* beside others', 'MS2203', `hosts: [web]\nexportTo: [»"*", shop]\nhttp: [{${GOOD_ROUTE}}]`],
  ])('%s is refused', (_name, code, spec) => expectError(spec, code))

  test('the old form of a gateway name is accepted with a warning', () => {
    expectAccepted(`hosts: [web]\ngateways: [gw.shop.svc.cluster.local]\nhttp: [{${GOOD_ROUTE}}]`, ['MS2250'])
  })
})

describe('matches', () => {
  test.each([
    ['a regular expression that is none', routed('match: [{uri: {regex: »"/a("}}]')],
    ['a lookahead, which RE2 has not', routed('match: [{uri: {regex: »"/(?=a)"}}]')],
    ['a regex * in headers', routed('match: [{headers: {user: {regex: »"*"}}}]')],
    ['a regex * in query parameters', routed('match: [{queryParams: {user: {regex: »"*"}}}]')],
    ['an empty regex', routed('match: [{method: {regex: »""}}]')],
    ['a regex of 1025 characters', routed(`match: [{uri: {regex: »${'a'.repeat(1025)}}}]`)],
    ['an empty prefix of a header', routed('match: [{headers: {user: {prefix: »""}}}]')],
    ['a namespace that is none', routed('match: [{sourceNamespace: »a.b}]')],
  ])('%s is refused', (_name, spec) => expectError(spec, 'MS2204'))

  test('a header name with a space is refused, a claim only at a gateway accepted', () => {
    expectError(routed('match: [{headers: {»"a b": {exact: c}}}]'), 'MS2205')
    expectError(routed('match: [{headers: {»"@request.auth.claims.groups": {exact: a}}}]'), 'MS2204')
    expectAccepted(`gateways: [gw]\n${routed('match: [{headers: {"@request.auth.claims[groups]": {exact: a}}}]')}`)
  })

  test.each([
    ['an empty prefix of the uri', 'match: [{uri: {prefix: ""}}]'],
    ['an exact uri without a slash', 'match: [{uri: {exact: a}}]'],
    ['port 0', 'match: [{port: 0}]'],
    ['a header that must be there', 'match: [{headers: {user: {}, other: null}}]'],
    ['a regex * in withoutHeaders', 'match: [{withoutHeaders: {user: {regex: "*"}}}]'],
    ['a query parameter without a name', 'match: [{queryParams: {"": {exact: a}}}]'],
  ])('%s is accepted', (_name, fields) => expectAccepted(routed(fields)))
})

describe('actions', () => {
  test.each([
    ['nothing to do', 'MS2206', rule('»match: [{uri: {prefix: /}}]')],
    ['a redirect and a route', 'MS2206', rule(`redirect: {uri: /a}\n»${GOOD_ROUTE}`)],
    [
      'a redirect and a fault',
      'MS2206',
      rule('redirect: {uri: /a}\n»fault: {abort: {httpStatus: 500, percentage: {value: 1}}}'),
    ],
    ['a redirect and a rewrite', 'MS2206', rule('redirect: {uri: /a}\n»rewrite: {uri: /b}')],
    [
      'a direct response and a fault',
      'MS2206',
      rule('directResponse: {status: 200}\n»fault: {abort: {httpStatus: 500, percentage: {value: 1}}}'),
    ],
    ['mirror and mirrors', 'MS2206', routed('mirror: {host: a}\n»mirrors: [{destination: {host: b}}]')],
    ['a redirect with only a code', 'MS2208', rule('redirect: »{redirectCode: 301}')],
    ['a redirect by 404', 'MS2208', rule('redirect: {uri: /a, redirectCode: »404}')],
    ['an empty rewrite', 'MS2208', routed('rewrite: »{}')],
    ['a status below 200', 'MS2208', rule('directResponse: {status: »100}')],
    ['a fault without abort or delay', 'MS2210', routed('fault: »{}')],
    ['an abort by 99', 'MS2210', routed('fault: {abort: {httpStatus: »99, percentage: {value: 1}}}')],
    ['an unknown gRPC status', 'MS2210', routed('fault: {abort: {grpcStatus: »NOTFOUND}}')],
    ['a fault for 101 %', 'MS2211', routed('fault: {abort: {httpStatus: 500, percentage: {value: »101}}}')],
    ['a mirror of 120 %', 'MS2211', routed('mirror: {host: a}\nmirrorPercentage: {value: »120}')],
    ['an unknown CORS method', 'MS2204', routed('corsPolicy: {allowMethods: [»FETCH]}')],
  ])('%s is refused', (_name, code, spec) => expectError(spec, code))

  test('redirect codes that Envoy does not know are accepted by istiod', () => {
    expectAccepted(rule('redirect: {uri: /a, redirectCode: 305}'))
  })
})

describe('destinations', () => {
  test.each([
    [
      'weights of 0',
      'MS2207',
      rule('route: »[{destination: {host: a}, weight: 0}, {destination: {host: b}, weight: 0}]'),
    ],
    ['no weights', 'MS2207', rule('route: »[{destination: {host: a}}, {destination: {host: b}}]')],
    [
      'a negative weight',
      'MS2207',
      rule('route: [{destination: {host: a}, weight: »-1}, {destination: {host: b}, weight: 2}]'),
    ],
    ['the destination *', 'MS2201', rule('route: [{destination: {host: »"*"}}]')],
    ['a port of 0', 'MS2212', rule('route: [{destination: {host: a, port: {number: »0}}}]')],
    ['a subset with a dot', 'MS2216', rule('route: [{destination: {host: a, subset: »v1.2}}]')],
  ])('%s is refused', (_name, code, spec) => expectError(spec, code))

  test('one destination needs no weight, several need not sum to 100', () => {
    expectAccepted(rule('route: [{destination: {host: a}, weight: 0}]'))
    expectAccepted(rule('route: [{destination: {host: a}, weight: 60}, {destination: {host: b}}]'))
  })
})

describe('headers', () => {
  test.each([
    ['set a pseudo-header of the request', 'headers: {request: {set: {»":path": /a}}}'],
    ['remove a pseudo-header', 'headers: {request: {remove: [»":path"]}}'],
    ['remove the host', 'headers: {request: {remove: [»host]}}'],
    ['set the status of the response', 'headers: {response: {set: {»":status": "200"}}}'],
    ['a lone percent sign', 'headers: {request: {set: {a: »"100% sure"}}}'],
    ['the authority twice', 'rewrite: {authority: a.example}\nheaders: {request: {set: {»host: b.example}}}'],
  ])('%s is refused', (_name, fields) => expectError(routed(fields), 'MS2205'))

  test.each([
    ['set the authority once', 'headers: {request: {set: {":authority": a.example}}}'],
    ['a command of Envoy', 'headers: {request: {set: {a: "%START_TIME(%Y/%m/%d)% %HOSTNAME% 100%%"}}}'],
    ['an unknown command', 'headers: {request: {set: {a: "%BAD%"}}}'],
    ['a name with a space', 'headers: {request: {set: {"a b": c}}}'],
  ])('%s is accepted', (_name, fields) => expectAccepted(routed(fields)))
})

describe('timeouts and retries', () => {
  test.each([
    ['a timeout of 0s', 'MS2016', 'timeout: »0s'],
    ['a timeout without unit', 'MS2016', 'timeout: »"10"'],
    ['a timeout of 1.5 ms', 'MS2016', 'timeout: »1.5ms'],
    ['a fraction of a millisecond per try', 'MS2016', 'retries: {attempts: 1, perTryTimeout: »500us}'],
    ['negative attempts', 'MS2209', 'retries: {attempts: »-1}'],
    ['a try timeout without attempts', 'MS2209', 'retries: {attempts: 0, »perTryTimeout: 1s}'],
    ['retryOn without attempts', 'MS2209', 'retries: {»retryOn: 5xx}'],
    ['spaces in retryOn', 'MS2209', 'retries: {attempts: 1, retryOn: »"reset, 5xx"}'],
    ['an unknown condition', 'MS2209', 'retries: {attempts: 1, retryOn: »nonsense}'],
  ])('%s is refused', (_name, code, fields) => expectError(routed(fields), code))

  test('conditions and status codes are accepted, also none', () => {
    expectAccepted(routed('retries: {attempts: 2, retryOn: "5xx,connect-failure,503", perTryTimeout: 1m0.5s}'))
    expectAccepted(routed('retries: {}'))
  })
})

describe('delegates', () => {
  test.each([
    ['a root rule with a route', `hosts: [web]\nhttp:\n- delegate: {name: d}\n  »${GOOD_ROUTE}`],
    ['a delegate with gateways', `»gateways: [gw]\nhttp: [{${GOOD_ROUTE}}]`],
    ['a delegate of a delegate', `http: [{»delegate: {name: d}, ${GOOD_ROUTE}}]`],
  ])('%s is refused', (_name, spec) => expectError(spec, 'MS2206'))

  test('root and delegate are accepted, with regular expressions too', () => {
    expectAccepted('hosts: [web]\nhttp: [{match: [{uri: {regex: "/r.*"}}], delegate: {name: d}}]')
    expectAccepted(`http: [{match: [{headers: {x: {regex: y+}}}], ${GOOD_ROUTE}}]`)
  })
})

describe('tls and tcp', () => {
  const tls = (match: string) => `hosts: [web.example]\ntls:\n- match: ${match}\n  route: [{destination: {host: web}}]`
  test.each([
    ['no SNI hosts', 'MS2204', tls('[»{port: 443, sniHosts: []}]')],
    ['an SNI host outside the hosts', 'MS2204', tls('[{sniHosts: [»other.example]}]')],
    ['a subnet that is none', 'MS2217', tls('[{sniHosts: [web.example], destinationSubnets: [»10.1.0.0/33]}]')],
    ['a tcp rule without a route', 'MS2206', 'hosts: [web]\ntcp:\n- »match: [{port: 80}]'],
    ['no rules at all', 'MS2206', '»hosts: [web]'],
  ])('%s is refused', (_name, code, spec) => expectError(spec, code))
})

describe('rules that are never reached', () => {
  const route = (match: string) => `- ${match === '' ? '' : `match: ${match}\n  `}${GOOD_ROUTE}`
  test.each([
    ['a rule after one without match', `${route('')}\n»${route('[{uri: {prefix: /a}}]')}`, 2],
    [
      'the same match again',
      `${route('[{uri: {exact: /a}}, {port: 1}]')}\n${route('[{port: 2}, »{uri: {exact: /a}, name: again}]')}`,
      0,
    ],
    ['a prefix below an earlier one', `${route('[{uri: {prefix: /a}}]')}\n${route('[{uri: »{prefix: /a/b}}]')}`, 0],
    ['a prefix in the same rule', route('[{uri: {prefix: /}}, {uri: »{prefix: /never}}]'), 0],
  ])('%s is warned about', (_name, http, shift) => {
    const { text, place } = marked(manifest('VirtualService', `hosts: [web]\nhttp:\n${http}`))
    const [line, column] = place.split(':').map(Number)
    // The rule itself begins after its dash.
    expect(readText(text)).toMatchObject({ errors: [], warnings: [`MS2104 ${line}:${column + shift}`] })
  })

  test('a narrower port, method or header keeps an earlier prefix from taking everything', () => {
    for (const more of ['port: 80', 'method: {exact: POST}', 'headers: {a: {exact: b}}', 'authority: {exact: a}']) {
      expectAccepted(
        `hosts: [web]\nhttp:\n${route(`[{uri: {prefix: /a}, ${more}}]`)}\n${route('[{uri: {prefix: /a/b}}]')}`,
      )
    }
  })

  test('a later prefix that ignores case meets more than an earlier one that does not', () => {
    const http = `${route('[{uri: {prefix: /a}}]')}\n${route('[{uri: {prefix: /a/b}, ignoreUriCase: true}]')}`
    expectAccepted(`hosts: [web]\nhttp:\n${http}`)
  })
})
