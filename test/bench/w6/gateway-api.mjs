// W6 written with the Gateway API: 1,000 Services and 1,000 HTTPRoutes, each for a Gateway and for the callers in the mesh.
import { loadAll } from 'js-yaml'
import { found, prepareCompile, SERVICES } from './compile.mjs'
import { caller, deployment, REPLICAS, service, serviceAt } from './mesh.mjs'

const DOCUMENTS = 3 * SERVICES + 2

/** What istiod's deployment controller adds for the Gateway: a Service and a Deployment. */
const DEPLOYED = 2

const TEXT = routesText()

export function prepareRoutes() {
  return prepareCompile(TEXT)
}

export function parseRoutes() {
  const documents = loadAll(TEXT)
  return { requests: documents.length, routes: documents.filter(({ kind }) => kind === 'HTTPRoute').length }
}

export function judgeParsedRoutes({ requests, routes }) {
  return [found('documents', requests, DOCUMENTS), found('routes', routes, SERVICES)]
}

export function judgeRoutes({ requests, problems, clusters, endpoints, rightDecisions }) {
  return [
    found('documents', requests, DOCUMENTS + DEPLOYED),
    found('problems', problems, 0),
    // Beside those of the services: one for each port of the Gateway, two for unknown hosts and for nowhere.
    found('clusters', clusters, SERVICES + 2 + 2),
    found('endpoints', endpoints, REPLICAS * SERVICES + 2),
    found('right decisions', rightDecisions(calls()), 2 * SERVICES),
  ]
}

function calls() {
  return Array.from({ length: SERVICES }, (_, index) => index).flatMap(index => [
    callTo(index, `${serviceAt(index).path}/items`, [index, nextOf(index)]),
    callTo(index, '/anything', [index]),
  ])
}

function callTo(index, path, goals) {
  const { host, port } = serviceAt(index)
  return {
    call: {
      target: { host, port },
      request: { method: 'GET', scheme: 'http', authority: `${host}:${port}`, path, headers: new Map() },
      gateway: false,
    },
    wanted: goals.map(goal => `outbound|${port}||${serviceAt(goal).host}`).join(),
  }
}

/** A service of the same namespace, so that no ReferenceGrant is needed. */
function nextOf(index) {
  return (index + 20) % SERVICES
}

function routesText() {
  const documents = [caller(), gateway()]
  for (let index = 0; index < SERVICES; index++) {
    const facts = serviceAt(index)
    documents.push(service(facts), deployment(facts), route(facts, serviceAt(nextOf(index))))
  }
  return documents.join('---\n')
}

function gateway() {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: entry
  namespace: team-0
spec:
  gatewayClassName: istio
  listeners:
    - name: http
      port: 80
      protocol: HTTP
      allowedRoutes: { namespaces: { from: All } }
`
}

function route({ name, namespace, path, port, timeoutSeconds }, next) {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  parentRefs:
    - name: entry
      namespace: team-0
    - group: ""
      kind: Service
      name: ${name}
  hostnames: [${name}.example]
  rules:
    - matches:
        - path: { type: PathPrefix, value: ${path} }
        - headers: [{ name: end-user, value: jason }]
      timeouts: { request: ${timeoutSeconds}s }
      backendRefs:
        - { name: ${name}, port: ${port}, weight: 90 }
        - { name: ${next.name}, port: ${port}, weight: 10 }
    - backendRefs:
        - { name: ${name}, port: ${port} }
`
}
