import type { CodePage } from './check.ts'

const GROUP = 'gateway.networking.k8s.io/v1'

function gateway(listener: string): string {
  return `apiVersion: ${GROUP}
kind: Gateway
metadata: { name: front }
spec: { gatewayClassName: istio, listeners: [{ name: http, ${listener} }] }
`
}

function route(parent: string, rule: string, more = ''): string {
  return `apiVersion: ${GROUP}
kind: HTTPRoute
metadata: { name: web }
spec:
  parentRefs: [${parent}]
  rules: [${rule}]
${more}`
}

const HTTP = 'port: 80, protocol: HTTP'
const TO_WEB = '{ backendRefs: [{ name: web, port: 80 }] }'
const ON_WEB = '{ group: "", kind: Service, name: web }'

function grant(from: string): string {
  return `apiVersion: ${GROUP}
kind: ReferenceGrant
metadata: { name: shop }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ${from} }]
  to: [{ group: "", kind: Service }]
`
}

const CROSSING = `apiVersion: ${GROUP}
kind: HTTPRoute
metadata: { name: web, namespace: shop }
spec:
  parentRefs: [{ name: front, namespace: default }]
  rules: [{ backendRefs: [{ name: web, namespace: default, port: 80 }] }]
`

const OPEN = gateway(`${HTTP}, allowedRoutes: { namespaces: { from: All } }`)

/** Pages of the warnings about routes of the Gateway API that the compiler finds (compile/gateway-api/unserved). */
export const ROUTE_PAGES: readonly CodePage[] = [
  {
    code: 'MS2411',
    title: 'a parent of a route that does not exist',
    level: 'warning',
    meaning:
      'A route takes effect only where it is attached: to a Gateway, or to a Service for callers in the mesh. With a parent that is not there it is accepted and does nothing.',
    fix: 'Correct the name or namespace in parentRefs, or add the parent.',
    bad: route('{ name: frnt }', TO_WEB),
    good: `${gateway(HTTP)}---\n${route('{ name: front }', TO_WEB)}`,
  },
  {
    code: 'MS2412',
    title: 'a route that no listener of its Gateway takes',
    level: 'warning',
    meaning:
      'A listener takes a route when the parentRef means it (sectionName, port), its allowedRoutes admit the kind and the namespace (by default only the namespace of the Gateway), and the hostnames intersect. Where no listener does, the route does nothing.',
    fix: 'Let a listener admit the route, or the route ask for what a listener has.',
    bad: `${gateway(`${HTTP}, hostname: a.example`)}---\n${route('{ name: front }', TO_WEB, '  hostnames: [b.example]\n')}`,
    good: `${gateway(`${HTTP}, hostname: a.example`)}---\n${route('{ name: front }', TO_WEB, '  hostnames: [a.example]\n')}`,
  },
  {
    code: 'MS2413',
    title: 'a back-end of a route that does not exist',
    level: 'warning',
    meaning:
      'The share of the requests that goes to a back-end that nobody is, or to a port that its Service does not have, is answered 500 (flag NC); a VirtualService would answer 503.',
    fix: 'Correct the name or the port.',
    bad: route(ON_WEB, '{ backendRefs: [{ name: web, port: 81 }] }'),
    good: route(ON_WEB, TO_WEB),
  },
  {
    code: 'MS2414',
    title: 'a back-end in another namespace without a ReferenceGrant',
    level: 'warning',
    meaning:
      'A route on a Gateway may lead into another namespace only if a ReferenceGrant there allows it; the grant stands where the Service is. Without it the share of that back-end is answered 500. Routes on Services need no grant.',
    fix: 'Add a ReferenceGrant in the namespace of the Service.',
    bad: `${OPEN}---\n${CROSSING}`,
    good: `${OPEN}---\n${CROSSING}---\n${grant('shop')}`,
  },
  {
    code: 'MS2415',
    title: 'a rule of a route without a back-end that has a weight',
    level: 'warning',
    meaning: 'A rule with no backendRefs, or only such of weight 0, answers every request 500, unless it redirects.',
    fix: 'Give one back-end a weight.',
    bad: route(ON_WEB, '{ backendRefs: [{ name: web, port: 80, weight: 0 }] }'),
    good: route(ON_WEB, TO_WEB),
  },
  {
    code: 'MS2416',
    title: 'a listener that does not listen',
    level: 'warning',
    meaning:
      'A listener for HTTPS needs the Secret of its certificateRefs, in its own namespace or with a ReferenceGrant; without it istiod leaves the port closed, and connections are refused. Of two listeners of one port and hostname only the first is there, and a TCP listener shares its port with none. UDP is not served at all.',
    fix: 'Add the Secret to the files; for the simulation its content does not matter.',
    bad: gateway('port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: web }] }'),
    good: `${gateway('port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: web }] }')}---
apiVersion: v1
kind: Secret
metadata: { name: web }
`,
  },
  {
    code: 'MS2417',
    title: 'a GRPCRoute with the name of an HTTPRoute',
    level: 'warning',
    meaning:
      'istiod names what it makes of an HTTPRoute and of a GRPCRoute alike. Where a namespace has both under one name, it knows the first host of the one and leaves out the first host of the other, and so on, unless another route serves that host at the same parent.',
    fix: 'Give the GRPCRoute another name.',
    bad: `${route(ON_WEB, TO_WEB)}---\n${route(ON_WEB, TO_WEB).replace('HTTPRoute', 'GRPCRoute')}`,
    good: `${route(ON_WEB, TO_WEB)}---\n${route(ON_WEB, TO_WEB).replace('HTTPRoute', 'GRPCRoute').replace('name: web }', 'name: calls }')}`,
  },
]
