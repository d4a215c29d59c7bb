import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadMeshFiles } from '../../../src/config/load.ts'
import { readForeignTests } from '../../../src/config/route-tests/foreign/foreign-file.ts'
import { boundMesh } from '../../../src/routing/foreign-tests/bound-mesh.ts'
import { runForeignTests } from '../../../src/routing/foreign-tests/run-foreign.ts'

function run(folder: string, file: string) {
  const mesh = boundMesh(loadMeshFiles([`examples/${folder}/mesh`], { cwd: process.cwd() }))
  const path = `examples/${folder}/${file}`
  const tests = readForeignTests(readFileSync(path, 'utf8'), path)
  expect(tests.diagnostics).toEqual([])
  return { assumed: mesh.assumed, results: runForeignTests(mesh, [tests]) }
}

test('the example of istio-config-validator passes, its inputs multiplied', () => {
  const { results, assumed } = run('istio-config-validator', 'tests.yaml')
  expect(results.flatMap(({ failures }) => failures)).toEqual([])
  expect(results).toHaveLength(4 + 1 + 1 + 2 + 1 + 1 + 1 + 1)
  expect(assumed).toHaveLength(3)
  expect(assumed[0]).toContain('Gateway/edge/public')
})

test('it says where and why istio-config-validator would have failed', () => {
  const { results } = run('istio-config-validator', 'tests.yaml')
  const told = results.flatMap(({ name, differs }) => (differs ? [[name, differs]] : []))
  expect(told).toEqual([
    // Its wildcard host and its header that only has to be there.
    ['every branch has a name of its own', expect.stringContaining('wildcards')],
    ['lending needs a card', expect.stringContaining('header')],
  ])
})

test('the example of router_check_tool passes', () => {
  const { results } = run('router-check', 'tests.json')
  expect(results.flatMap(({ failures }) => failures)).toEqual([])
  expect(results).toHaveLength(5)
  expect(results[0].caller).toBe('gateway istio-system/istio-ingressgateway:80')
})
