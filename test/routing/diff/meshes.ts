import { type MeshPair, readMeshPair } from '../../../src/config/read-pair.ts'
import type { MeshDiff } from '../../../src/dataplane/mesh-diff.ts'
import { diffMeshes } from '../../../src/routing/diff/diff.ts'

export function pairOf(base: string, head: string): MeshPair {
  const pair = readMeshPair([{ path: 'base.yaml', text: base }], [{ path: 'head.yaml', text: head }])
  const problems = [...pair.base.diagnostics, ...pair.head.diagnostics].filter(({ level }) => level === 'error')
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'))
  return pair
}

export function diffOf(base: string, head: string): MeshDiff {
  return diffMeshes(pairOf(base, head))
}

export const SERVICES = `
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { selector: { app: reviews }, ports: [{ name: http, port: 9080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reviews-v1, namespace: shop }
spec: { selector: { matchLabels: { app: reviews } }, template: { metadata: { labels: { app: reviews, version: v1 } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reviews-v2, namespace: shop }
spec: { selector: { matchLabels: { app: reviews } }, template: { metadata: { labels: { app: reviews, version: v2 } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } } } }
`

export function rule(subsets = 'v1 v2', policy = ''): string {
  const written = subsets.split(' ').map((name, i) => `{ name: ${name}, labels: { version: v${i + 1} } }`)
  return `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec: { host: reviews, subsets: [${written.join(', ')}]${policy} }
`
}

/** A VirtualService of `reviews` with these http rules, in flow style, one per line. */
export function service(rules: readonly string[], name = 'reviews'): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec:
  hosts: [reviews]
  http:
${rules.map(each => `    - ${each}`).join('\n')}
`
}

export function to(subset: string, more = ''): string {
  return `route: [{ destination: { host: reviews, subset: ${subset} } }]${more}`
}

export function mesh(...documents: readonly string[]): string {
  return documents.join('---')
}
