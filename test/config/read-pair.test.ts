import { expect, it } from 'vitest'
import { readMesh } from '../../src/config/read-mesh.ts'
import { readMeshPair } from '../../src/config/read-pair.ts'
import { placeOf } from '../../src/config/source-node.ts'

const service = (name: string, port: number) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  ports:
    - port: ${port}
`

const file = (path: string, ...documents: readonly string[]) => ({ path, text: documents.join('---\n') })

const base = file('base.yaml', service('a', 1), service('b', 2), service('c', 3), service('d', 4))
const head = file('head.yaml', service('c', 3), service('b', 9), service('a', 1))

it('reads what both sides have once', () => {
  const pair = readMeshPair([base], [head])
  const isShared = (name: string) => {
    const [before, after] = [pair.base, pair.head].map(({ resources }) => resources.find(each => each.name === name))
    return before !== undefined && before === after
  }
  expect(['c', 'b'].map(isShared)).toEqual([true, false])
})

it('gives each side the resources that it would have alone, in its order', () => {
  const pair = readMeshPair([base], [head])
  const bodies = ({ resources }: typeof pair.base) => resources.map(({ body }) => body)
  expect(bodies(pair.base)).toEqual(bodies(readMesh([base])))
  expect(bodies(pair.head)).toEqual(bodies(readMesh([head])))
})

it('keeps the lines of documents that only base has', () => {
  const { resources } = readMeshPair([base], [head]).base
  const own = resources.find(({ name }) => name === 'd')
  expect(own && placeOf(own.source, ['spec', 'ports', 0, 'port'])).toMatchObject({ file: 'base.yaml', line: 31 })
})

it('reports what cannot be read on each side', () => {
  const broken = { path: 'broken.yaml', text: 'kind: [' }
  expect(readMeshPair([broken], [head]).base.diagnostics.length).toBeGreaterThan(0)
  expect(readMeshPair([base], [broken]).head.diagnostics.length).toBeGreaterThan(0)
})
