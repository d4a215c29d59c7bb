// The side under test: the built library, from scenario files, as a user would call it.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A scenario of this folder, read and ready to run: the reading is not timed. */
export async function prepare(workload, options) {
  const run = await runsOf(fileURLToPath(new URL(`${workload}/scenario.yaml`, import.meta.url)), options)
  return async seed => clientSide(await run(seed))
}

/**
 * Runs of a scenario file, by seed. `MESHSIM_ROOT` in the environment names the folder of another build, to compare it.
 */
export async function runsOf(path, { set = [] } = {}) {
  const { loadScenario, simulate } = await library()
  const scenario = await loadScenario(path, { set }).catch(error => {
    throw new Unreadable(error.message)
  })
  return seed => simulate({ ...scenario, seed })
}

/** What the client measured. */
function clientSide(result) {
  const total = result.totals.find(row => row.at === 'client' && row.workload === undefined)
  const { latency, outcomes } = total
  if (outcomes.ok !== total.requests) throw new Error(`not all ok: ${JSON.stringify(outcomes)}`)
  return { requests: total.requests, meanMs: latency.meanNs / 1e6, p99Ms: latency.p99Ns / 1e6 }
}

async function library() {
  try {
    const root = process.env.MESHSIM_ROOT ?? fileURLToPath(new URL('../../', import.meta.url))
    const entry = createRequire(join(root, 'package.json')).resolve('meshsim')
    return await import(pathToFileURL(entry).href)
  } catch (error) {
    throw new Unreadable(`dist/ can't be read, run npm run build first: ${error.message}`)
  }
}

export class Unreadable extends Error {}
