// One thread of main.mjs: simulates recorded runs and answers with their figures.
import { parentPort, workerData } from 'node:worker_threads'
import { initHash } from '../../dist/proxy/hash.js'
import { openScenario, simulatedFigures } from '../../dist/validation/e2e/check-scenario.js'
import { readFiles } from './recordings.mjs'

const open = new Map()
const ready = initHash()

parentPort.on('message', async ({ index, scenario, run, seed, perHopNs }) => {
  await ready
  if (!open.has(scenario)) open.set(scenario, openScenario(readFiles(workerData[scenario])))
  parentPort.postMessage({ index, result: simulatedFigures(open.get(scenario), run, seed, perHopNs) })
})
