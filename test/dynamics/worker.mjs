// One thread of main.mjs: plays recorded cases and answers with their reports.
import { parentPort } from 'node:worker_threads'
import { initHash } from '../../dist/proxy/hash.js'
import { checkCase } from '../../dist/validation/dynamics/check-case.js'

const ready = initHash()

parentPort.on('message', async ({ index, name, recorded }) => {
  await ready
  parentPort.postMessage({ index, report: checkCase(name, recorded) })
})
