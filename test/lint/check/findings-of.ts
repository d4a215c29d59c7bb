import { readMesh } from '../../../src/config/read-mesh.ts'
import { EXAMPLE_MESH } from '../../../src/lint/example-mesh.ts'
import { lint } from '../../../src/lint/lint.ts'

/** Documents for the host `web` of the example mesh: where `code` stands in them, `line:column`. */
export function findingsOf(code: string, text: string): readonly string[] {
  const files = [
    { path: 'base.yaml', text: EXAMPLE_MESH },
    { path: 'm.yaml', text },
  ]
  return lint(readMesh(files), files)
    .findings.filter(found => found.code === code)
    .map(({ place }) => `${place.line}:${place.column}`)
}

/** A DestinationRule with the policy in its seventh line, from column 3. */
export function withPolicy(policy: string): string {
  return `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    ${policy}
`
}

/** A VirtualService with the rest of its only rule in its seventh line, after five columns. */
export function withRule(rest: string): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - { ${rest} }
`
}
