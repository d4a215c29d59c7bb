// W5's mesh and scenario as YAML text: a tree of services in which service i calls 2i and 2i + 1, each with three pods, a
// VirtualService and a DestinationRule. A thousand services are ten deep.
import { deployment, service } from '../w6/mesh.mjs'

const NAMESPACE = 'tree'

export const nameOf = index => `node-${index}`

/** Services below `index` in a tree of `count`. */
const below = (index, count) => [2 * index, 2 * index + 1].filter(each => each <= count)

export const depthOf = count => Math.floor(Math.log2(count)) + 1

export function treeMesh(count) {
  const documents = [
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: tree, labels: { istio-injection: enabled } }\n`,
  ]
  documents.push(deployment(facts('caller')))
  for (let index = 1; index <= count; index++) {
    const name = nameOf(index)
    documents.push(service(facts(name)), deployment(facts(name)), policies(name))
  }
  return documents.join('---\n')
}

const facts = name => ({ name, namespace: NAMESPACE, version: 'v1' })

function policies(name) {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: tree }
spec:
  hosts: [${name}]
  http:
    - route: [{ destination: { host: ${name}, subset: v1 } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: tree }
spec:
  host: ${name}
  subsets: [{ name: v1, labels: { version: v1 } }]
`
}

export function treeScenario(count, seconds) {
  const workloads = Array.from({ length: count }, (_, at) => at + 1).map(index => {
    const calls = below(index, count).map(nameOf).join(', ')
    return `  ${nameOf(index)}: { time: 1ms, concurrency: 1000${calls && `, calls: [[${calls}]]`} }`
  })
  return `kind: Scenario
name: "W5: a tree of ${count} services"
seed: 1
duration: ${seconds}s
mesh:
  files: [mesh.yaml]
network:
  latency: { client: 0.1ms, same-zone: 0.1ms, cross-zone: 0.1ms, cross-region: 0.1ms }
  sidecar: 0ms
workloads:
  caller: { time: 0ms }
${workloads.join('\n')}
traffic:
  load: { from: caller, to: "http://node-1:8080/", rate: 200/s, timeout: none }
`
}
