// `npm run validate:envoy -- latency`: latency through a real Envoy to servers that really wait, beside the simulator's.
import { fileURLToPath } from 'node:url'
import { simulateLive } from '../../../dist/validation/live/simulate-live.js'
import { runForReal } from './real-run.mjs'
import { open } from './run-case.mjs'

const SCENARIO = fileURLToPath(new URL('../latency/', import.meta.url))
/** Mean of lognormal(p50=50ms, p99=150ms): 50 ms times e^(sigma^2 / 2), sigma = ln 3 / 2.3263. */
const MEAN_S = 0.05 * Math.exp((Math.log(3) / 2.3263478740408408) ** 2 / 2)
const WORKERS = 12
const UTILISATIONS = [30, 60, 80]
/** Nothing waits here, so whatever the real run adds is the cost of proxy, sockets and timers. */
const CALIBRATION = 10
const MEAN_WITHIN = 0.05
const P99_WITHIN = 0.1
/** Of the simulator, besides the run with the real one's arrivals. */
const SEEDS = 20

/** @returns facts as of a case, and the constant in ms */
export async function latencyFacts(envoy) {
  const idle = await bothAt(envoy, CALIBRATION)
  const perHopNs = mean(idle.real) - mean(idle.simulated)
  const facts = []
  for (const utilisation of UTILISATIONS) {
    const { real, simulated } = await bothAt(envoy, utilisation)
    const ours = simulated.map(each => each + perHopNs)
    const at = `at ${utilisation} % utilisation (${real.length} requests)`
    facts.push(fact(`mean ${at}`, mean(real), mean(ours), MEAN_WITHIN))
    facts.push(fact(`p99 ${at}`, percentile(real, 0.99), percentile(ours, 0.99), P99_WITHIN))
  }
  return { facts, perHopMs: perHopNs / 1e6 }
}

async function bothAt(envoy, utilisation) {
  const rate = (((utilisation / 100) * WORKERS) / MEAN_S).toFixed(3)
  const { scenario, prepared } = open(SCENARIO, [`traffic.caller.rate=${rate}/s`])
  const { seed } = scenario
  const { sent, observation } = simulateLive(scenario, { seed })
  const others = Array.from({ length: SEEDS }, (_, i) => simulateLive(scenario, { seed: seed + 1 + i }).observation)
  const real = await runForReal(envoy, prepared, sent, { lane: 0, silent: [], absent: [] })
  const latencies = ({ requests }) => requests.map(({ latencyNs }) => latencyNs)
  return { real: latencies(real), simulated: [observation, ...others].flatMap(latencies) }
}

function fact(quantity, envoy, meshsim, within) {
  return {
    quantity,
    envoy: milliseconds(envoy),
    meshsim: milliseconds(meshsim),
    band: `±${within * 100} %`,
    agrees: Math.abs(meshsim - envoy) <= within * envoy,
  }
}

function mean(values) {
  return values.reduce((sum, each) => sum + each, 0) / values.length
}

function percentile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1]
}

function milliseconds(ns) {
  return `${(ns / 1e6).toFixed(2)} ms`
}
