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

it('files with alternatives of the same resources are one finding, others another', () => {
  const rule = (name: string, seconds: number) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec: { hosts: [${name}.example], http: [{ timeout: ${seconds}s, route: [{ destination: { host: web.example } }] }] }
`
  const file = (path: string, ...texts: readonly string[]) => ({ path, text: texts.join('---\n') })
  const files = [
    file('1.yaml', rule('a', 1), rule('b', 1)),
    file('2.yaml', rule('c', 1)),
    file('3.yaml', rule('b', 2), rule('d', 1)),
    file('4.yaml', rule('a', 3), rule('d', 3), rule('e', 1)),
    file('5.yaml', rule('c', 2)),
  ]
  const findings = lint(readMesh(files), files).findings.filter(({ code }) => code === 'MS2520')
  expect(findings.map(({ place, message }) => `${place.file}:${place.line} ${message}`)).toEqual([
    '1.yaml:3 VirtualService/default/a: nothing of 3 documents in 2 files is left, this one among them: what counts is VirtualService a at 4.yaml:1, VirtualService b at 3.yaml:1, VirtualService d at 4.yaml:6',
    '2.yaml:3 VirtualService/default/c: nothing of this document is left: the one at 5.yaml:1 replaces it',
  ])
})

it('documents that say the same are no finding', () => {
  expect(found(1, 1)).toEqual([])
})
