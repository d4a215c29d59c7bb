import { expect, test } from 'vitest'
import { diffOf, mesh, SERVICES } from './meshes.ts'

const VERSIONS = ['v1', 'v2'].map(
  version => `
apiVersion: v1
kind: Service
metadata: { name: reviews-${version}, namespace: shop }
spec: { selector: { app: reviews, version: ${version} }, ports: [{ name: http, port: 9080 }] }
`,
)
const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: door, namespace: shop }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
`
const to = (version: string, more = '') => `{ name: reviews-${version}, port: 9080${more} }`

function shop(...rules: readonly string[]): string {
  return mesh(
    SERVICES,
    ...VERSIONS,
    GATEWAY,
    `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: reviews, namespace: shop }
spec: { parentRefs: [{ name: door }], hostnames: [shop.example], rules: [${rules.join(', ')}] }
`,
  )
}

const ALL = `{ backendRefs: [${to('v1')}] }`
const CART = '{ matches: [{ path: { type: PathPrefix, value: /cart } }], backendRefs: ['

test('a new rule moves what it matches, with an example that the Gateway is asked', () => {
  const { entries } = diffOf(shop(ALL), shop(ALL, `${CART}${to('v2')}] }`))
  expect(entries).toHaveLength(1)
  const [{ callers, example, baseOrigins, headOrigins }] = entries
  expect(callers).toEqual(['gateway shop/door-istio'])
  expect(example?.url).toMatch(/^http:\/\/shop\.example\/cart(\/|$)/)
  expect([...baseOrigins, ...headOrigins].map(({ resource }) => resource)).toEqual([
    'HTTPRoute/shop/reviews',
    'HTTPRoute/shop/reviews',
  ])
})

// The most specific path wins, wherever it stands in the route.
test('another order of rules that do not tie moves nothing', () => {
  const cart = `${CART}${to('v2')}] }`
  expect(diffOf(shop(ALL, cart), shop(cart, ALL)).entries).toEqual([])
})

test('weights that change are told', () => {
  const split = (v1: number, v2: number) =>
    `{ backendRefs: [${to('v1', `, weight: ${v1}`)}, ${to('v2', `, weight: ${v2}`)}] }`
  expect(diffOf(shop(split(90, 10)), shop(split(50, 50))).entries).toHaveLength(1)
  expect(diffOf(shop(split(90, 10)), shop(split(9, 1))).entries).toEqual([])
})
