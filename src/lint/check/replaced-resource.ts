import { groupBy } from '../../compile/istio/multimap.ts'
import type { Resource } from '../../config/resource.ts'
import { finding, type LintCheck } from '../check.ts'

export const replacedResource: LintCheck = {
  code: 'MS2520',
  title: 'a resource that a later document replaces',
  level: 'warning',
  meaning:
    'Two documents have the same kind, namespace and name. `kubectl apply` takes them one after the other, in path order, and each replaces the one before as a whole: nothing of the earlier one is left, and nobody is told. Documents that say the same are no finding.',
  fix: 'Give one of them another name, join the two, or leave the one that is not meant out of the folder.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - match: [{ uri: { prefix: /old } }]
      redirect: { uri: / }
    - route: [{ destination: { host: web } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - timeout: 2s
      route: [{ destination: { host: web } }]
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - match: [{ uri: { prefix: /old } }]
      redirect: { uri: / }
    - timeout: 2s
      route: [{ destination: { host: web } }]
`,
  find: ({ files }) => {
    const changed = (files.replaced ?? []).filter(({ earlier, later }) => !saysTheSame(earlier, later))
    return [...groupBy(changed, ({ later }) => later)].map(([{ place }, lost]) => {
      const [{ earlier }] = lost
      const others = lost.length > 1 ? ` (nor of ${lost.length - 1} more)` : ''
      const message = `nothing of this document${others} is left: the one at ${place.file}:${place.line} replaces it`
      return finding(replacedResource, earlier, ['metadata', 'name'], message)
    })
  },
}

function saysTheSame(a: Resource, b: Resource): boolean {
  return JSON.stringify(a.body) === JSON.stringify(b.body)
}
