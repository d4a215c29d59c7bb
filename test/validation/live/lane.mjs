// One lane of cases, a thread of its own: what another lane simulates must not keep this one's client and servers waiting.
import { parentPort, workerData } from 'node:worker_threads'
import { initHash } from '../../../dist/proxy/hash.js'
import { runCase } from './run-case.mjs'

const { envoy, folder, lane } = workerData
await initHash()
parentPort.on('message', async name => {
  try {
    parentPort.postMessage({ facts: await runCase(envoy, folder + name, lane) })
  } catch (error) {
    parentPort.postMessage({ error: error.stack })
  }
})
