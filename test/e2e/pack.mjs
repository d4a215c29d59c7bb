// `node test/e2e/pack.mjs DIR FOLDER`: recordings into one file each, with what the comparison reads and nothing else.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { nameOf, readFiles, recordingsUnder } from './recordings.mjs'

const [folder, target] = process.argv.slice(2)
if (!folder || !target) {
  console.error('usage: node test/e2e/pack.mjs DIR FOLDER')
  process.exit(2)
}
mkdirSync(target, { recursive: true })
for (const path of recordingsUnder(folder)) {
  const { scenario, runs, arrivals } = readFiles(path)
  const { band, runs: recorded } = JSON.parse(runs)
  const slim = {
    band: band.map(({ figures, ...window }) => ({ ...window, figures: mapValues(figures, meanAndBand) })),
    runs: recorded.map(({ run, sanity: { service_time_minus_drawn_ms } }) => ({
      run,
      sanity: { service_time_minus_drawn_ms },
    })),
  }
  const packed = JSON.stringify({
    scenario: JSON.stringify(JSON.parse(scenario)),
    runs: JSON.stringify(slim),
    arrivals: [...arrivals].map(([run, text]) => [run, plannedOnly(text)]),
  })
  writeFileSync(join(target, `${nameOf(path)}.json.gz`), gzipSync(packed, { level: 9 }))
}

function meanAndBand({ mean, next_run_95 }) {
  return { mean, next_run_95 }
}

function mapValues(object, of) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, of(value)]))
}

function plannedOnly(text) {
  const [head, ...lines] = text.trim().split('\n')
  const column = head.split(',').indexOf('planned_t_s')
  return ['planned_t_s', ...lines.map(line => line.split(',')[column])].join('\n')
}
