import fc from 'fast-check'
import { expect, it } from 'vitest'
import { callerClasses } from '../../src/routing/diff/callers.ts'
import { changesBetween } from '../../src/routing/diff/changes.ts'
import { classesOf, tablesOfBoth } from '../../src/routing/diff/diff.ts'
import { fateOf } from '../../src/routing/diff/fate.ts'
import { diffSides } from '../../src/routing/diff/side.ts'
import { mesh, pairOf, rule, SERVICES } from '../routing/diff/meshes.ts'

/** Deeper: DIFF_RUNS=5000 npx vitest run test/property/diff. */
const RUNS = Number(process.env.DIFF_RUNS ?? 60)
const REQUESTS = 40

const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/A', '/b/img.png', '/b', '/c/7', '/c/x']
const VALUES = ['x', 'xz', 'z', 'jason', '']

const pathMatch = fc.oneof(
  fc.constantFrom('/', '/a', '/a/', '/b').map(value => `uri: { prefix: '${value}' }`),
  fc.constantFrom('/a', '/a/b', '/b', '/A').map(value => `uri: { exact: '${value}' }`),
  fc.constantFrom('/c/[0-9]+', '.*\\.png', '/a.*').map(value => `uri: { regex: '${value}' }`),
)
const textMatch = fc.oneof(
  fc.constantFrom('x', 'jason').map(value => `{ exact: '${value}' }`),
  fc.constantFrom('x', 'j').map(value => `{ prefix: '${value}' }`),
  fc.constant('{}'),
)
const headerMatch = fc.tuple(fc.constantFrom('user', 'team'), textMatch).map(([name, match]) => `${name}: ${match}`)
const match = fc
  .record({
    path: fc.option(pathMatch),
    header: fc.option(headerMatch),
    without: fc.option(textMatch),
    method: fc.option(fc.constantFrom('GET', 'POST')),
    query: fc.option(fc.constantFrom('x', 'z')),
    ignoreCase: fc.boolean(),
  })
  .map(({ path, header, without, method, query, ignoreCase }) =>
    [
      path,
      path && ignoreCase && !path.includes('regex') ? 'ignoreUriCase: true' : null,
      header && `headers: { ${header} }`,
      without && without !== '{}' && `withoutHeaders: { plan: ${without} }`,
      method && `method: { exact: ${method} }`,
      query && `queryParams: { q: { exact: ${query} } }`,
    ]
      .filter(Boolean)
      .join(', '),
  )
const httpRule = fc
  .record({
    matches: fc.array(match, { maxLength: 2 }),
    subset: fc.constantFrom('v1', 'v2'),
    timeout: fc.constantFrom('', ', timeout: 2s'),
  })
  .map(({ matches, subset, timeout }) => {
    const own = matches.filter(text => text !== '').map(text => `{ ${text} }`)
    const written = own.length > 0 ? `match: [${own.join(', ')}], ` : ''
    return `{ ${written}route: [{ destination: { host: reviews, subset: ${subset} } }]${timeout} }`
  })

/** Some rules, and a second revision as people make them: a rule more, one less, another order, one replaced. */
function revisionsOf(one: fc.Arbitrary<string>) {
  const rules = fc.array(one, { minLength: 1, maxLength: 5 })
  return fc
    .tuple(rules, one, fc.nat(4), fc.constantFrom('add', 'remove', 'swap', 'replace', 'other'))
    .chain(([base, rule, at, how]) =>
      fc.tuple(fc.constant(base), how === 'other' ? rules : fc.constant(mutated(base, rule, at, how))),
    )
}

function mutated(base: readonly string[], rule: string, position: number, how: string): string[] {
  const at = position % base.length
  if (how === 'add') return [...base.slice(0, at), rule, ...base.slice(at)]
  if (how === 'remove' && base.length > 1) return base.filter((_each, i) => i !== at)
  if (how === 'swap') return base.map((each, i) => (i === 0 ? base[at] : i === at ? base[0] : each))
  return base.map((each, i) => (i === at ? rule : each))
}

const request = fc.record({
  path: fc.constantFrom(...PATHS),
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  query: fc.constantFrom('', '?q=x', '?q=z', '?q=7'),
  headers: fc.dictionary(fc.constantFrom('user', 'team', 'plan'), fc.constantFrom(...VALUES)),
  host: fc.constantFrom('reviews', 'reviews.shop', 'reviews.shop.svc.cluster.local'),
})

function service(http: readonly string[]): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec: { hosts: [reviews], http: [${http.join(', ')}] }
`
}

/** Rules of an HTTPRoute on a Service; its prefixes are of whole path elements, and the most specific match comes first. */
const routeMatch = fc
  .record({
    path: fc.option(
      fc.oneof(
        fc.constantFrom('/', '/a', '/b').map(value => `path: { type: PathPrefix, value: '${value}' }`),
        fc.constantFrom('/a', '/a/b', '/A').map(value => `path: { type: Exact, value: '${value}' }`),
        fc.constantFrom('/c/[0-9]+', '/a.*').map(value => `path: { type: RegularExpression, value: '${value}' }`),
      ),
    ),
    header: fc.option(fc.tuple(fc.constantFrom('user', 'team'), fc.constantFrom('x', 'jason'))),
    method: fc.option(fc.constantFrom('GET', 'POST')),
    query: fc.option(fc.constantFrom('x', 'z')),
  })
  .map(({ path, header, method, query }) =>
    [
      path,
      header && `headers: [{ name: ${header[0]}, value: '${header[1]}' }]`,
      method && `method: ${method}`,
      query && `queryParams: [{ name: q, value: '${query}' }]`,
    ]
      .filter(Boolean)
      .join(', '),
  )
const routeRule = fc
  .record({ matches: fc.array(routeMatch, { maxLength: 2 }), backend: fc.constantFrom('reviews-v1', 'reviews-v2') })
  .map(({ matches, backend }) => {
    const own = matches.filter(text => text !== '').map(text => `{ ${text} }`)
    const written = own.length > 0 ? `matches: [${own.join(', ')}], ` : ''
    return `{ ${written}backendRefs: [{ name: ${backend}, port: 9080 }] }`
  })

/** Beside the Service of all pods one for each version, which routes can name. */
const VERSIONS = ['v1', 'v2'].map(
  version => `
apiVersion: v1
kind: Service
metadata: { name: reviews-${version}, namespace: shop }
spec: { selector: { app: reviews, version: ${version} }, ports: [{ name: http, port: 9080 }] }
`,
)

function route(rules: readonly string[]): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: reviews, namespace: shop }
spec: { parentRefs: [{ group: '', kind: Service, name: reviews }], rules: [${rules.join(', ')}] }
`
}

const DIALECTS = [
  ['VirtualServices', httpRule, (http: readonly string[]) => mesh(SERVICES, rule(), service(http))],
  ['HTTPRoutes', routeRule, (rules: readonly string[]) => mesh(SERVICES, ...VERSIONS, route(rules))],
] as const

it.each(DIALECTS)(
  '%s: a request whose fate differs is in a reported class, and every example is one',
  (_, one, meshOf) => {
    let differing = 0
    fc.assert(
      fc.property(
        revisionsOf(one),
        fc.array(request, { minLength: REQUESTS, maxLength: REQUESTS }),
        ([base, head], requests) => {
          const sides = diffSides(pairOf(meshOf(base), meshOf(head)))
          const reach = { clusters: true, servers: false }
          for (const caller of callerClasses(sides)) {
            const classes = classesOf(caller, sides, reach)
            const [before, after] = tablesOfBoth(caller, sides, reach)
            for (const { method, path, query, headers, host } of requests) {
              const lines = new Map(Object.entries(headers).map(([name, value]) => [name, [value]]))
              const sent = {
                method,
                scheme: 'http',
                authority: `${host}:9080`,
                path: path + query,
                headers: lines,
              } as const
              const call = { target: { host, port: 9080 }, request: sent, gateway: false }
              const [was, is] = [fateOf(before, call), fateOf(after, call)]
              if (changesBetween(was.facts, is.facts).length === 0) continue
              differing++
              expect(classes.some(each => each.base.id === was.id && each.head.id === is.id)).toBe(true)
            }
            for (const { example, changes } of classes) {
              if (!example) throw new Error('no example')
              const [was, is] = [fateOf(before, example), fateOf(after, example)]
              expect(changesBetween(was.facts, is.facts)).toEqual(changes)
            }
          }
        },
      ),
      { numRuns: RUNS, seed: 7 },
    )
    expect(differing).toBeGreaterThan(RUNS)
  },
)
