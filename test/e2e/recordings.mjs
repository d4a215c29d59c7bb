import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Recordings under a path: folders with a scenario.json, packed ones (`*.json.gz`, see pack.mjs), or one packed file. */
export function recordingsUnder(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return path.endsWith('.json.gz') ? [path] : []
  if (existsSync(join(path, 'scenario.json'))) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => recordingsUnder(join(path, name)))
}

/** The texts of a recording, as readRecording takes them. */
export function readFiles(path) {
  if (path.endsWith('.json.gz')) {
    const { scenario, runs, arrivals } = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'))
    return { scenario, runs, arrivals: new Map(arrivals) }
  }
  const read = name => readFileSync(join(path, name), 'utf8')
  const names = readdirSync(path).filter(name => /^arrivals-\d+\.csv$/.test(name))
  const arrivals = names.map(name => [Number(/\d+/.exec(name)[0]), read(name)])
  return { scenario: read('scenario.json'), runs: read('runs.json'), arrivals: new Map(arrivals) }
}

export function nameOf(path) {
  return basename(path, '.json.gz')
}
