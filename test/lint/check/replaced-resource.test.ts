import { expect, it } from 'vitest'
import { readMesh } from '../../../src/config/read-mesh.ts'
import { lint } from '../../../src/lint/lint.ts'

const timeouts = (...seconds: readonly number[]) =>
  seconds.map((timeout, i) => ({
    path: `mesh/${i}.yaml`,
    text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec: { hosts: [web.example], http: [{ timeout: ${timeout}s, route: [{ destination: { host: web.example } }] }] }
`,
  }))

function found(...seconds: readonly number[]) {
  const files = timeouts(...seconds)
  return lint(readMesh(files), files)
    .findings.filter(({ code }) => code === 'MS2520')
    .map(({ place, message }) => `${place.file}:${place.line}:${place.column} ${message}`)
}

it('a document that is lost is told, with the place of the one that is left', () => {
  expect(found(1, 2)).toEqual([
    'mesh/0.yaml:3:19 VirtualService/default/web: nothing of this document is left: the one at mesh/1.yaml:1 replaces it',
  ])
})

it('several that are lost to the same one are one finding', () => {
  expect(found(1, 2, 3)).toEqual([
    'mesh/0.yaml:3:19 VirtualService/default/web: nothing of this document (nor of 1 more) is left: the one at mesh/2.yaml:1 replaces it',
  ])
})

it('documents that say the same are no finding', () => {
  expect(found(1, 1)).toEqual([])
})
