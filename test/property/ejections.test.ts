import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FAILED_OUTLIER_CHECK } from '../../src/proxy/host-table.ts'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, servers } from '../engine/meshes.ts'
import { runOf } from '../engine/run-of.ts'

const settings = fc.record({
  pods: fc.integer({ min: 1, max: 12 }),
  callers: fc.integer({ min: 1, max: 3 }),
  maxEjectionPercent: fc.integer({ min: 1, max: 100 }),
  consecutive5xxErrors: fc.integer({ min: 1, max: 4 }),
  failing: fc.integer({ min: 20, max: 100 }),
  seed: fc.integer({ min: 0, max: 1000 }),
})

it('no proxy ever has more of its hosts ejected than the cap allows', { timeout: 60_000 }, () => {
  let mostEjected = 0
  fc.assert(
    fc.property(settings, ({ pods, callers, maxEjectionPercent, consecutive5xxErrors, failing, seed }) => {
      const outlierDetection = { consecutive5xxErrors, maxEjectionPercent, interval: '0.3s', baseEjectionTime: '0.5s' }
      const run = runOf({
        mesh: documents(servers(pods, 'server'), servers(callers, 'caller'), policyFor('server', { outlierDetection })),
        scenario: `
duration: 5s
workloads: { server: { time: exp(5ms), errors: { 500: ${failing}% } } }
traffic: { load: { to: http://server/, from: caller, rate: 200/s } }
`,
        seed,
      })
      for (let ms = 25; ms <= 5000; ms += 25) {
        run.advance(ms * 1e6)
        for (const { balancer } of run.world.upstreams) {
          const { current, flags } = balancer.hosts
          const ejected = current.filter(slot => flags[slot] & FAILED_OUTLIER_CHECK).length
          expect((100 * ejected) / current.length).toBeLessThanOrEqual(maxEjectionPercent)
          mostEjected = Math.max(mostEjected, ejected)
        }
      }
    }),
    { seed: 1812, numRuns: 25 },
  )
  expect(mostEjected).toBeGreaterThan(3)
})
