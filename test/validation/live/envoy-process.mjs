// One Envoy of a case: started with a bootstrap, asked for its statistics, ended, its logs read.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'

const READY_MS = 20_000
const STOP_MS = 5_000

/** @param folder for the bootstrap and the logs */
export async function startEnvoy(envoy, bootstrap, { folder, adminPort, workers }) {
  const file = join(folder, 'bootstrap.json')
  writeFileSync(file, JSON.stringify(bootstrap))
  const args = ['-c', file, '--concurrency', String(workers), '--disable-hot-restart', '-l', 'error']
  const child = spawn(envoy, [...args, '--file-flush-interval-msec', '50'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', data => {
    said += data
  })
  const ended = new Promise(resolve => child.once('exit', resolve))
  const until = Date.now() + READY_MS
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Envoy refuses the bootstrap: ${said.trim()}`)
    if ((await get(adminPort, '/ready').catch(() => '')).includes('LIVE')) break
    if (Date.now() > until) {
      child.kill('SIGKILL')
      throw new Error(`Envoy is not ready after ${READY_MS} ms: ${said.trim()}`)
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return {
    counters: async () => countersOf(JSON.parse(await get(adminPort, '/stats?format=json&filter=^cluster%5C.'))),
    stop: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(timer)
    },
    requests: () => linesOf(join(folder, 'requests.log')),
    connections: () => linesOf(join(folder, 'connections.log')),
    ejections: () => linesOf(join(folder, 'ejections.log')),
  }
}

/** `cluster.<name>.<statistic>` as `<name> <statistic>`: names hold dots, statistics begin with a known word. */
function countersOf({ stats }) {
  const counters = new Map()
  for (const { name, value } of stats) {
    const found = /^cluster\.(.+?)\.((?:retry\.)?upstream_.+|membership_.+|lb_.+|outlier_detection\..+)$/.exec(
      name ?? '',
    )
    if (found && typeof value === 'number' && value > 0) counters.set(`${found[1]} ${found[2]}`, value)
  }
  return counters
}

function linesOf(path) {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

function get(port, path) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', data => {
        text += data
      })
      response.on('end', () => resolve(text))
    })
    asked.on('error', reject)
    asked.end()
  })
}
