// Is the failover of scenario 03 luck? The same region is lost under three seeds: other arrivals, other service times.
// Run with: node examples/failover.mjs (after npm ci)
import { fileURLToPath } from 'node:url'
import { InputError, loadScenario, simulate } from 'meshsim'

const folder = fileURLToPath(new URL('../scenarios/03-egress-failover', import.meta.url))

/** Calls of buyers while the region was away, whoever answered them. */
const whileLost = ({ at, window, workload }) => at === 'client' && window === 'region-lost' && workload === undefined

try {
  for (const seed of [1, 2, 3]) {
    const scenario = await loadScenario(folder, { seed })
    const { totals, assertions, passed } = await simulate(scenario)
    const { requests, outcomes } = totals.find(whileLost)
    const failed = requests - (outcomes.ok ?? 0)
    const recovery = assertions.find(({ selector }) => selector.startsWith('recovery'))
    const verdict = passed ? 'all assertions hold' : 'an assertion failed'
    console.log(
      `seed ${seed}: ${failed} of ${requests} calls failed, well after ${recovery.observed / 1e9} s: ${verdict}`,
    )
  }
} catch (error) {
  // What is wrong with the files, with its place; anything else is a bug.
  if (!(error instanceof InputError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
