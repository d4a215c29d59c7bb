// Case folders of recordings: which there are under a folder, and their texts.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'

/** Folders with an `expected.jsonl`, in path order; none where the folder does not exist. */
export function casesUnder(folder) {
  if (!existsSync(folder)) return []
  if (existsSync(join(folder, 'expected.jsonl'))) return [folder]
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(folder, entry.name))
    .sort()
    .flatMap(casesUnder)
}

/** Texts of a case; its name is the path below `folder`. */
export function readCase(folder, path) {
  const read = file => (existsSync(join(path, file)) ? readFileSync(join(path, file), 'utf8') : undefined)
  return {
    name: relative(folder, path) || basename(path),
    mesh: read('mesh.yaml') ?? '',
    clusters: clustersOf(path),
    meshConfig: read('meshconfig.yaml'),
    meshNetworks: read('meshnetworks.yaml'),
    caseJson: read('case.json'),
    validation: read('validation.json'),
    expected: read('expected.jsonl'),
  }
}

/** Cases of several clusters have a folder for each, in the order of their names; undefined for all others. */
function clustersOf(path) {
  const clusters = readdirSync(path).filter(name => existsSync(join(path, name, 'mesh.yaml')))
  if (clusters.length === 0) return undefined
  return clusters.sort().map(cluster => ({ cluster, mesh: readFileSync(join(path, cluster, 'mesh.yaml'), 'utf8') }))
}
