// The same work by SimPy on CPython, where both are installed (PYTHON names another interpreter than python3).
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { judgeMm1 } from '../answers.mjs'
import { WrongAnswer } from '../stopwatch.mjs'

const WORK = {
  w1: { requests: 100_000, judge: (requests, mean) => judgeMm1({ requests, mean }, { rate: 0.9, serviceMean: 1 }) },
  w2: {
    requests: 20_000,
    // Four standard errors of Exp(10 ms) + Exp(5 ms); see answers.mjs.
    judge: (requests, mean) => [
      { right: Math.abs(mean - 17) <= 4 * Math.sqrt(125 / requests), text: `SimPy's mean ${mean}, expected 17` },
    ],
  },
}

/** Requests per second of SimPy, or that it is absent. */
export function simpy(name) {
  const { requests, judge } = WORK[name]
  const script = fileURLToPath(new URL(`${name}.py`, import.meta.url))
  const python = process.env.PYTHON ?? 'python3'
  const { status, stdout } = spawnSync(python, [script, `${requests}`], { encoding: 'utf8', timeout: 20_000 })
  if (status !== 0) return { simpyPerSecond: 'absent' }
  const [perSecond, mean] = stdout.trim().split(' ').map(Number)
  for (const { right, text } of judge(requests, mean)) if (!right) throw new WrongAnswer(`wrong answer: ${text}`)
  return { simpyPerSecond: Math.round(perSecond) }
}
