// One compilation in a process of its own, as a command does it, for main.mjs: prints its user CPU time, the peak of
// resident memory and the time of a decision as JSON.
import { calls, judgeCompiled, judgeDecisions, prepareCompile } from './compile.mjs'

const compile = await prepareCompile()

function timed(run) {
  const before = process.cpuUsage()
  const value = run()
  return { value, seconds: process.cpuUsage(before).user / 1e6 }
}

const { value: compiled, seconds } = timed(compile)
const asked = calls()
const microseconds = run => Math.round((run.seconds / asked.length) * 1e7) / 10
// The first call to a host meets its routes for the first time; whoever asks again finds them ready.
const [first, ...again] = [1, 2, 3, 4].map(() => timed(() => compiled.rightDecisions(asked)))
const verdicts = [...[first, ...again].flatMap(run => judgeDecisions(run.value)), ...judgeCompiled(compiled)]
console.log(
  JSON.stringify({
    wrong: verdicts.filter(({ right }) => !right).map(({ text }) => text),
    coldSeconds: Math.round(seconds * 1000) / 1000,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    microsecondsPerFirstDecision: microseconds(first),
    microsecondsPerDecision: Math.min(...again.map(microseconds)),
  }),
)
