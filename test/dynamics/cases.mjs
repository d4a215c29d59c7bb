import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/**
 * Recorded cases at a path: a case (`.json`), a pack of them (`.jsonl.gz`, see pack.mjs), or a folder of either.
 * @returns {{ name: string, recorded: unknown }[]} in the order of their file names
 */
export function casesAt(path) {
  if (statSync(path).isDirectory()) {
    return readdirSync(path)
      .sort()
      .filter(name => name.endsWith('.json') || name.endsWith('.jsonl.gz') || statSync(join(path, name)).isDirectory())
      .flatMap(name => casesAt(join(path, name)))
  }
  if (!path.endsWith('.jsonl.gz')) return [{ name: basename(path), recorded: parsed(path, readFileSync(path, 'utf8')) }]
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n')
  return lines.map(line => parsed(path, line)).map(recorded => ({ name: recorded.case, recorded }))
}

function parsed(path, text) {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${path}: ${error.message}`)
  }
}
