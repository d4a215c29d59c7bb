import type { Replacement } from '../../config/mesh.ts'
import type { Resource } from '../../config/resource.ts'
import { finding, type LintCheck } from '../check.ts'

export const replacedResource: LintCheck = {
  code: 'MS2520',
  title: 'a resource that a later document replaces',
  level: 'warning',
  meaning:
    'Two documents have the same kind, namespace and name. `kubectl apply` takes them one after the other, in path order, and each replaces the one before as a whole: nothing of the earlier one is left, and nobody is told. Documents that say the same are no finding. Files that hold the same resources over and over, as a folder of alternatives does, are one finding.',
  fix: 'Give one of them another name, join the two, or name the files that are meant instead of the whole folder.',
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
  find: ({ files }) =>
    alternatives((files.replaced ?? []).filter(({ earlier, later }) => !saysTheSame(earlier, later))).map(lost => {
      const [{ earlier }] = lost
      return finding(replacedResource, earlier, ['metadata', 'name'], lostText(lost))
    }),
}

/** Documents that are lost, by files that hold the same resources, however many of them: each group is one mistake or one choice. */
function alternatives(all: readonly Replacement[]): readonly (readonly Replacement[])[] {
  let groups: { readonly files: ReadonlySet<string>; readonly lost: readonly Replacement[] }[] = []
  for (const each of all) {
    const files = [each.earlier.place.file, each.later.place.file]
    const joined = groups.filter(group => files.some(file => group.files.has(file)))
    const others = groups.filter(group => !joined.includes(group))
    const known = joined.flatMap(group => [...group.files])
    groups = [...others, { files: new Set([...known, ...files]), lost: [...joined.flatMap(({ lost }) => lost), each] }]
  }
  return groups.map(({ lost }) => [...lost].sort(byPlace))
}

/** A list of replacements has the order of what replaces; a reader looks for the first that is lost. */
function byPlace({ earlier: { place: a } }: Replacement, { earlier: { place: b } }: Replacement): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1
}

const NAMED = 4

/** What is lost, and of each resource where the document is that is left. */
function lostText(lost: readonly Replacement[]): string {
  const left = [...new Set(lost.map(({ later }) => later))]
  if (left.length === 1) {
    const [{ place }] = left
    const others = lost.length > 1 ? ` (nor of ${lost.length - 1} more)` : ''
    return `nothing of this document${others} is left: the one at ${place.file}:${place.line} replaces it`
  }
  const files = new Set(lost.map(({ earlier }) => earlier.place.file)).size
  const where = files === 1 ? 'of this file' : `in ${files} files`
  const names = left.slice(0, NAMED).map(({ kind, name, place }) => `${kind} ${name} at ${place.file}:${place.line}`)
  const more = left.length > NAMED ? `, and ${left.length - NAMED} more` : ''
  return `nothing of ${lost.length} documents ${where} is left, this one among them: what counts is ${names.join(', ')}${more}`
}

function saysTheSame(a: Resource, b: Resource): boolean {
  return JSON.stringify(a.body) === JSON.stringify(b.body)
}
