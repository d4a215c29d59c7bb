// Speed as requests per second of user CPU time: other programs on the machine disturb that least.

/**
 * Runs and judges `run`: a warm-up, then `times` times or as often as fits into `budgetSeconds` of wall time, at least
 * once. The best one counts. With `cold` there is no warm-up: runs in processes of their own have nothing to warm.
 */
export async function bestOf(run, judge, { times = 5, budgetSeconds = 15, cold = false } = {}) {
  const begin = performance.now()
  const isOver = done => ((performance.now() - begin) / done) * (done + 1) > budgetSeconds * 1000
  const speeds = []
  let requests = 0
  let answer = ''
  const first = cold ? 1 : 0
  for (let i = first; i <= times; i++) {
    const before = process.cpuUsage()
    const result = await run(i)
    // A run of a process of its own brings its time by the clock.
    const seconds = result.seconds ?? process.cpuUsage(before).user / 1e6
    const verdicts = judge(result)
    const wrong = verdicts.filter(verdict => !verdict.right)
    if (wrong.length > 0) throw new WrongAnswer(`wrong answer: ${wrong.map(verdict => verdict.text).join('; ')}`)
    answer = verdicts.map(verdict => verdict.text).join('; ')
    requests = result.requests
    if (i > 0) speeds.push(requests / seconds)
    if (i > 0 && isOver(i + 1 - first)) break
  }
  const best = Math.max(...speeds)
  return { best, seconds: requests / best, runs: speeds.length, answer }
}

/** A fast wrong answer is worth nothing. */
export class WrongAnswer extends Error {}
