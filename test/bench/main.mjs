// npm run bench -- [--json] [--record] [W1 W2 ...]: meshsim beside a hand-written loop that does the same work in the same
// process; --record adds a line to results/bench/runs.jsonl. npm run bench -- --compare <ref> [W1 W2 ...]: see compare.mjs. Exit code 0, 1 if an answer is wrong, 2 if something can't be read.
import { compareWith } from './compare.mjs'
import { Unreadable } from './meshsim.mjs'
import { record } from './record.mjs'
import { bestOf, WrongAnswer } from './stopwatch.mjs'
import { WORKLOADS } from './workloads.mjs'

const args = process.argv.slice(2)
const json = args.includes('--json')
const compareAt = args.indexOf('--compare')
const reference = compareAt < 0 ? undefined : args[compareAt + 1]
const named = args.filter((arg, at) => !arg.startsWith('--') && (compareAt < 0 || at !== compareAt + 1))
const unknown = named.filter(name => !(name in WORKLOADS))

/** The whole command ends within 45 s: each side of each workload gets its part of that. */
const TOTAL_SECONDS = 30

async function compare(name, budgetSeconds) {
  const { what, floor, judgeFloor, meshsim, judge, cold, alone = () => ({}) } = WORKLOADS[name]
  const run = await meshsim()
  const hand = floor && (await bestOf(floor, judgeFloor, { budgetSeconds: budgetSeconds * 0.3 }))
  const ours = await bestOf(seed => run(seed + 1), judge, { budgetSeconds: budgetSeconds * 0.7, cold })
  console.log(`${name} ${what}: ${ours.answer}`)
  return {
    requestsPerSecond: Math.round(ours.best),
    ...(hand && { floorPerSecond: Math.round(hand.best), ratio: Math.round((ours.best / hand.best) * 1000) / 1000 }),
    runs: ours.runs,
    ...(cold && { seconds: Math.round(ours.seconds * 1000) / 1000 }),
    ...alone(),
  }
}

function lineOf(name, { requestsPerSecond, floorPerSecond, ratio, runs, ...alone }) {
  const { unit = 'requests', by = 'by hand' } = WORKLOADS[name]
  const speed = perSecond => `${perSecond >= 1e5 ? `${(perSecond / 1e6).toFixed(2)} M` : perSecond} ${unit}/s`
  const figures = Object.entries(alone).map(([what, figure]) => `, ${what} ${figure}`)
  const beside = floorPerSecond === undefined ? '' : `, ${by} ${speed(floorPerSecond)}, ratio ${ratio.toFixed(3)}`
  return `${name}: ${speed(requestsPerSecond)}${beside} (best of ${runs})${figures.join('')}`
}

const shareOf = name => WORKLOADS[name].share ?? 1

async function main() {
  if (unknown.length > 0) {
    console.error(`unknown workload ${unknown.join(', ')}: there are ${Object.keys(WORKLOADS).join(', ')}`)
    return 2
  }
  if (compareAt >= 0) return await compareWith(reference, named)
  const names = named.length > 0 ? named : Object.keys(WORKLOADS).filter(name => !WORKLOADS[name].onlyNamed)
  const results = {}
  const shares = names.reduce((sum, name) => sum + shareOf(name), 0)
  for (const name of names) results[name] = await compare(name, (TOTAL_SECONDS * shareOf(name)) / shares)
  for (const [name, result] of Object.entries(results)) console.log(lineOf(name, result))
  if (args.includes('--record')) record(results)
  if (json) console.log(JSON.stringify(results))
  return 0
}

process.exitCode = await main().catch(error => {
  const known = error instanceof WrongAnswer || error instanceof Unreadable
  console.error(known ? error.message : (error.stack ?? String(error)))
  return error instanceof Unreadable ? 2 : 1
})
