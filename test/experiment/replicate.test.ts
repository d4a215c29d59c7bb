import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../src/config/load-scenario.ts'
import type { ScenarioBundle } from '../../src/config/scenario/bundle.ts'
import { replicate } from '../../src/experiment/replicate.ts'
import { simulate } from '../../src/experiment/simulate.ts'

const CANARY = 'scenarios/05-gateway-api-canary'

function bundleOf(path: string, set: readonly string[] = []): ScenarioBundle {
  const { bundle, diagnostics } = loadScenario(path, { set })
  expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  if (bundle === undefined) throw new Error('no bundle')
  return bundle
}

const SHORT = ['warmup=0s', 'duration=60s', 'timeline=[]', 'assert={}']

describe('replications', () => {
  it('are the runs of their seeds, though the mesh is compiled once', async () => {
    const bundle = bundleOf(CANARY, SHORT)
    const replications = await replicate([bundle], [3, 1, 2], { jobs: 1, keepsResults: true })
    expect(replications.map(({ seed }) => seed)).toEqual([3, 1, 2])
    for (const { seed, digest, result } of replications) {
      const { scenario } = loadScenario(CANARY, { set: SHORT, seed })
      if (scenario === undefined) throw new Error('no scenario')
      const alone = await simulate(scenario)
      expect(digest).toBe(alone.digest)
      expect(result).toEqual(alone)
    }
  })

  it('go through a timeline that changes the mesh, each from the beginning', async () => {
    const bundle = bundleOf(CANARY, [
      'warmup=0s',
      'duration=60s',
      'timeline=[{ at: 5s, scale: { reviews-v2: 7 } }, { at: 8s, kill: reviews-v1, restart-after: 2s }]',
      'assert={}',
    ])
    const [first, second] = await replicate([bundle], [1, 1], { jobs: 1 })
    expect(second).toEqual(first)
  })

  it('answer figures of the whole run and of windows', async () => {
    const bundle = bundleOf(CANARY, ['warmup=0s', 'duration=60s', 'timeline=[{ at: 30s, mark: late }]', 'assert={}'])
    const measures = ['requests count', 'requests count during late', 'p99', 'latency p99']
    const [{ figures, result }] = await replicate([bundle], [1], { jobs: 1, measures, keepsResults: true })
    const [whole, late] = figures.map(({ value }) => value ?? Number.NaN)
    expect(whole).toBe(
      result?.hops
        .filter(({ at, window }) => at === 'client' && window === 'whole run')
        .reduce((sum, { requests }) => sum + requests, 0),
    )
    expect(late).toBeGreaterThan(0)
    expect(late).toBeLessThan(whole)
    expect(figures[2].value).toBeGreaterThan(0)
    expect(figures[3]).toEqual(figures[2])
  })

  it('stop with what is finished', async () => {
    const controller = new AbortController()
    const replications = await replicate([bundleOf(CANARY, SHORT)], [1, 2, 3], {
      jobs: 1,
      signal: controller.signal,
      onReplication: () => controller.abort(),
    })
    expect(replications.map(({ seed }) => seed)).toEqual([1])
  })

  it('see the files as they were when the scenario was read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meshsim-replicate-'))
    const mesh = join(folder, 'mesh.yaml')
    writeFileSync(
      mesh,
      'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80, name: http }] }\n',
    )
    writeFileSync(
      join(folder, 'scenario.yaml'),
      'duration: 2s\nmesh: { files: [mesh.yaml] }\ntraffic: { a: { to: "http://web/", rate: 10/s } }\n',
    )
    const bundle = bundleOf(folder)
    const [before] = await replicate([bundle], [1], { jobs: 1 })
    writeFileSync(mesh, 'nonsense')
    const [after] = await replicate([bundle], [1], { jobs: 1 })
    expect(after).toEqual(before)
  })
})
