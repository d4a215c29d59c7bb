// One case: simulate, run for real with the same requests, put what was seen of both into the same form, compare.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadScenario } from '../../../dist/config/load-scenario.js'
import { prepare } from '../../../dist/engine/run.js'
import { compareLive } from '../../../dist/validation/live/compare.js'
import { isSharp } from '../../../dist/validation/live/sharp.js'
import { simulateLive } from '../../../dist/validation/live/simulate-live.js'
import { runForReal } from './real-run.mjs'

/** Runs of the simulator behind a share, so that its own chance adds little to the band. */
const SEEDS = 5
/** Starts of round robin that are tried: as many as hosts of a case, or phases of its schedule. */
const STARTS = 120
/** How far sends and sweeps of a real run strayed from the simulated ones at most, in quiet runs: 10 ms. */
const JITTER_NS = 10e6
/** A client and servers that stood still for longer sent and answered too late: half of what the schedules of the cases leave. */
const STALL_NS = 25e6
/** Real runs that are made until one is sharp, and its client and servers stood not still. */
const TRIES = 4

/**
 * @param lane number of the lane in which the case runs: each has ports and addresses of its own
 * @returns facts of the case in `dir` (scenario.yaml, its mesh, compare.json)
 */
export async function runCase(envoy, dir, lane) {
  const settings = JSON.parse(readFileSync(join(dir, 'compare.json'), 'utf8'))
  const { exact = [], shares = [], ejectionsWithinMs, start, skip = 0, byAddress = false } = settings
  const { prepared, scenario } = open(dir)
  const { seed } = scenario
  const first = simulateLive(scenario, { seed, byAddress })
  const { silent = [], absent = [], http2 = false, cookies = false } = settings
  const run = () => runForReal(envoy, prepared, first.sent, { lane, silent, absent, http2, cookies })
  const { real, aligned } = await alignedRun(run, first.observation, {
    choices: seen => choicesFor(seen, prepared, start),
    simulate: choice => simulateLive(scenario, { ...choice, byAddress }).observation,
  })
  const others =
    shares.length === 0 ? [] : seeds(seed).map(each => simulateLive(scenario, { seed: each, byAddress }).observation)
  const after = each => ({ ...each, requests: each.requests.slice(skip) })
  const comparisons = {
    exact,
    shares,
    ...(ejectionsWithinMs !== undefined && { ejectionsWithinNs: ejectionsWithinMs * 1e6 }),
  }
  return compareLive(comparisons, after(real), [aligned, ...others].map(after), podFacts(prepared))
}

/** @param set values of the scenario to change, `path=value` */
export function open(dir, set = []) {
  const { scenario, diagnostics } = loadScenario(dir, { set })
  const prepared = scenario && prepare(scenario)
  const errors = [...diagnostics, ...(prepared?.diagnostics ?? [])].filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message, place }) => `${place.file}: ${message}`).join('\n'))
  return { scenario, prepared }
}

function seeds(first) {
  return Array.from({ length: SEEDS - 1 }, (_, i) => first + 1 + i)
}

function podFacts({ setting: { pods } }) {
  return new Map(pods.map(({ name, workload, locality: { zone } }) => [name, { workload, zone }]))
}

/** Chance that Envoy draws once per process and that shows: where round robin starts, when outlier sweeps happen. */
function choicesFor(real, { scenario: { seed } }, start) {
  const sweep = real.ejections.find(({ action }) => action === 'uneject')
  const sweepsAtNs = sweep && { sweepsAtNs: sweep.atNs }
  if (start !== 'as envoy') return sweepsAtNs ? [{ seed, ...sweepsAtNs }] : []
  return Array.from({ length: STARTS }, (_, i) => ({ seed, start: i, ...sweepsAtNs }))
}

/** A real run, and the simulation that made the same choices. A run that stalled or is not sharp is made again, whatever it showed. */
async function alignedRun(run, unaligned, { choices, simulate }) {
  for (let left = TRIES - 1; ; left--) {
    const real = await run()
    if (left > 0 && real.stalledNs > STALL_NS) continue
    const tried = choices(real)
    if (tried.length === 0) return { real, aligned: unaligned }
    const { choice, observation: aligned } = bestOf(tried, simulate, real)
    const shifted = shiftNs => simulate({ ...choice, sweepsAtNs: choice.sweepsAtNs + shiftNs })
    if (left === 0 || choice.sweepsAtNs === undefined || isSharp(shifted, JITTER_NS)) return { real, aligned }
  }
}

/** The choice with which the most requests go where they went in reality, from the first one on. */
function bestOf(choices, simulate, real) {
  let best
  let most = -1
  for (const choice of choices) {
    const observation = simulate(choice)
    const differing = observation.requests.findIndex(({ pod }, i) => pod !== real.requests[i]?.pod)
    const agreeing = differing < 0 ? observation.requests.length : differing
    if (agreeing > most) {
      most = agreeing
      best = { choice, observation }
    }
    if (differing < 0) break
  }
  return best
}
