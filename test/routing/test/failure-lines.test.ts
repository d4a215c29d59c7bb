import { beforeAll, expect, test } from 'vitest'
import { readMesh } from '../../../src/config/read-mesh.ts'
import { readRouteTests } from '../../../src/config/route-tests/read-route-tests.ts'
import { initHash } from '../../../src/proxy/hash.ts'
import { runRouteTests } from '../../../src/routing/test/run-route-tests.ts'
import { LIBRARY } from './library.ts'

beforeAll(initHash)

/** Rules of a VirtualService; the first of them begins in line 6. */
function failureOf(rules: string, request: string, expectation: string) {
  const routing = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: loans }
spec:
  hosts: [loans]
  http:
${rules}`
  const mesh = readMesh([
    { path: 'apps.yaml', text: LIBRARY },
    { path: 'routing.yaml', text: routing },
  ])
  expect(mesh.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  const text = `kind: RouteTests\ntests:\n  - { name: t, from: { workload: catalogue }, request: ${request}, expect: ${expectation} }\n`
  const { suite } = readRouteTests(text, 't.yaml')
  if (!suite) throw new Error('no suite')
  const [failure, ...more] = runRouteTests(mesh, [suite]).run.files[0].tests[0].checks[0].failures
  expect(more).toEqual([])
  const lines = failure.lines.map(
    ({ place, words, role }) => `${place.file}:${place.line}:${place.column} ${role} ${words}`,
  )
  return { ...failure, texts: failure.lines.map(({ text }) => text.trim()), lines }
}

const OPEN = '    - route: [{ destination: { host: loans, subset: v1 } }]\n'
const LIBRARIAN =
  '    - match: [{ headers: { x-role: { exact: librarian } } }]\n      route: [{ destination: { host: loans, subset: v2 } }]\n'
const ASKED = '{ host: loans, headers: { x-role: librarian } }'

test('a rule behind one that takes everything is never reached: what to do, and the page that says more', () => {
  const failure = failureOf(OPEN + LIBRARIAN, ASKED, '{ to: loans, subset: v2 }')
  expect(failure).toMatchObject({
    what: 'to',
    expected: 'loans subset v2',
    got: 'loans subset v1, by VirtualService/loans#0',
    code: 'MS2104',
  })
  expect(failure.lines[0]).toBe('routing.yaml:7:7 took no match clause: takes every request')
  expect(failure.lines[1]).toMatch(/^routing.yaml:8:7 never /)
  expect(failure.lines).toHaveLength(2)
  expect(failure.texts[0]).toBe('- route: [{ destination: { host: loans, subset: v1 } }]')
  expect(failure.help).toContain('without a match')
})

test('a rule that was passed over says what it needs', () => {
  const failure = failureOf(LIBRARIAN + OPEN, '{ host: loans }', '{ subset: v2 }')
  expect(failure.got).toBe('loans subset v1, by VirtualService/loans#1')
  expect(failure.lines).toHaveLength(2)
  expect(failure.lines[0]).toBe('routing.yaml:9:7 took no match clause: takes every request')
  expect(failure.lines[1]).toMatch(/^routing.yaml:7:15 passed needs .*x-role/)
  expect(failure.code).toBeUndefined()
})

test('without a rule: those that were looked at', () => {
  const failure = failureOf(LIBRARIAN, '{ host: loans }', '{ to: loans }')
  expect(failure.got).toBe('no route: 404')
  expect(failure.lines).toHaveLength(1)
  expect(failure.lines[0]).toMatch(/^routing.yaml:7:15 passed needs .*x-role/)
})

test('a wrong policy stands at the rule that has it', () => {
  const failure = failureOf(OPEN, '{ host: loans }', '{ timeout: 3s }')
  expect(failure).toMatchObject({ what: 'timeout', expected: '3s', got: 'none' })
  expect(failure.lines).toEqual(['routing.yaml:7:7 took no match clause: takes every request'])
})
