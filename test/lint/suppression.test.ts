import { expect, it } from 'vitest'
import { readMesh } from '../../src/config/read-mesh.ts'
import { EXAMPLE_MESH } from '../../src/lint/example-mesh.ts'
import { lint } from '../../src/lint/lint.ts'

const file = (comment: string, above = '') => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: vs }
spec:
  hosts: [web]
  http:
    - route:
        - destination:
${above}            host: nobody${comment}
`

function found(text: string) {
  const files = [
    { path: 'base.yaml', text: EXAMPLE_MESH },
    { path: 'vs.yaml', text },
  ]
  const { findings, suppressed } = lint(readMesh(files), files)
  return {
    findings: findings.map(({ code, place }) => `${code} ${place.line}:${place.column}`),
    reasons: suppressed.map(({ finding, reason }) => `${finding.code}: ${reason}`),
  }
}

it('takes the finding of its own line', () => {
  const text = file(' # meshsim-ignore MS2401: comes with 2.0')
  expect(found(text)).toEqual({ findings: [], reasons: ['MS2401: comes with 2.0'] })
})

it('takes the finding of the next line when it stands alone, other comments between', () => {
  const text = file('', '            # meshsim-ignore MS2401: comes with 2.0\n            # see the plan\n')
  expect(found(text)).toEqual({ findings: [], reasons: ['MS2401: comes with 2.0'] })
})

it('takes nothing without a reason, and is a finding itself', () => {
  expect(found(file(' # meshsim-ignore MS2401'))).toEqual({ findings: ['MS2401 9:19', 'MS2591 9:26'], reasons: [] })
  expect(found(file(' # meshsim-ignore MS2401: '))).toEqual({ findings: ['MS2401 9:19', 'MS2591 9:26'], reasons: [] })
})

it('takes no other code, and is then unused', () => {
  expect(found(file(' # meshsim-ignore MS2402: why'))).toEqual({
    findings: ['MS2401 9:19', 'MS2592 9:26'],
    reasons: [],
  })
})

it('may name several codes, each of which must be of use', () => {
  const text = file(' # meshsim-ignore MS2401, MS2402: why')
  expect(found(text)).toEqual({ findings: ['MS2592 9:26'], reasons: ['MS2401: why'] })
})

it('is not looked for in values', () => {
  const text = file('').replace('name: vs }', "name: vs, annotations: { a: 'x#meshsim-ignore MS2401: no' } }")
  expect(found(text).findings).toEqual(['MS2401 9:19'])
})
