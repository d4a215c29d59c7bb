import { ISTIO_VERSIONS, type IstioVersion, type Mesh } from '../../mesh.ts'
import { readMesh, type SourceFile } from '../../read-mesh.ts'
import { quoted } from '../parsed.ts'
import type { Topology } from '../scenario.ts'
import { manifestsAt } from './apply.ts'
import { choice, listOf, mapOf } from './collection.ts'
import { defaulted, object, optional, required } from './object.ts'
import { integer, text } from './scalar.ts'
import { type Cursor, checked, childOf, hasKey, isMapping, itemOf, meaning, reportAt, type Shape } from './shape.ts'
import { zonesShape } from './topology.ts'

const OLDEST = ISTIO_VERSIONS[0]
const NEWEST = ISTIO_VERSIONS[ISTIO_VERSIONS.length - 1]

/** A quoted release: unquoted, `1.30` is the number 1.3. */
export const istioVersion: Shape<IstioVersion> = {
  name: 'quoted Istio release',
  parts: { kind: 'scalar' },
  schema: () => ({ enum: ISTIO_VERSIONS }),
  read: cursor => {
    const { value, source } = cursor
    const found = ISTIO_VERSIONS.find(version => version === value)
    if (found !== undefined) return found
    const help = `allowed: a quoted release from "${OLDEST}" to "${NEWEST}"`
    if (typeof value === 'string') {
      return reportAt(cursor, { code: 'MS3010', message: `the defaults of Istio ${quoted(value)} are not known`, help })
    }
    const written = source.raw ?? String(value)
    const isKnown = ISTIO_VERSIONS.some(version => version === written)
    const hint = isKnown ? `write istio: "${written}"; ${help}` : help
    return reportAt(cursor, { code: 'MS3010', message: `a release must be quoted, or YAML reads a number`, help: hint })
  },
}

const sources: Shape<readonly string[]> = choice<readonly string[]>('path or list of paths', {
  scalar: meaning(text('path'), path => [path]),
  list: listOf('list of paths, at least one', text('path'), 1),
})

/** A mesh, and the worker threads of proxies whose workload does not say. */
export interface MeshSection {
  readonly mesh: Mesh
  readonly clusterZones?: Topology['clusterZones']
  readonly proxyConcurrency?: number
}

/** Reads files even if another key of the mesh is wrong, so that all problems show at once. */
function reportMissingFiles(cursor: Cursor): void {
  const { value } = cursor
  const items = Array.isArray(value) ? value.map((_, index) => itemOf(cursor, index)) : [cursor]
  for (const item of items) if (typeof item.value === 'string' && item.value !== '') manifestsAt(item, item.value)
}

/** A file that two patterns match counts once, where it came first. */
function eachOnce(files: readonly SourceFile[]): readonly SourceFile[] {
  return [...new Map(files.map(file => [file.path, file])).values()]
}

const manifests = checked(sources, reportMissingFiles)

const clusterShape = object('cluster', {
  files: required(manifests, 'Manifests of the cluster; a file may be of several clusters.', {
    example: ['shop/', 'west/'],
  }),
  zones: defaulted(zonesShape, [], 'Zones of the cluster, each as in topology.zones.', {
    example: ['us/us-1a', 'us/us-1b'],
    reason: 'The zones of its Nodes; without any, one zone of its name in region-1.',
  }),
})

/** One of both. */
function checkFilesOrClusters(cursor: Cursor): void {
  const [hasFiles, hasClusters] = [hasKey(cursor, 'files'), hasKey(cursor, 'clusters')]
  if (hasFiles && hasClusters) {
    const help = 'files that are of every cluster are listed with each'
    reportAt(childOf(cursor, 'clusters'), { code: 'MS3015', message: 'stands beside files', help }, 'key')
  } else if (!hasFiles && !hasClusters && isMapping(cursor.value)) {
    const message = 'files is missing: the manifests of the mesh'
    reportAt(cursor, { code: 'MS3002', message, help: 'for example files: [mesh/]' }, 'key')
  }
}

export const meshShape: Shape<MeshSection> = meaning(
  object(
    'mesh',
    {
      files: optional(
        manifests,
        'Manifests: files, folders, globs, or - for stdin; later documents win, as with kubectl apply.',
        { example: ['bookinfo/', 'overlays/*.yaml'] },
      ),
      clusters: optional(
        mapOf('mapping of clusters', clusterShape),
        'In place of files: clusters of one mesh by name. The first carries the configuration of Istio. Workloads are called ' +
          'web@west, pods web-0@west.',
        { example: { east: { files: ['shop/', 'east/'], zones: ['eu/eu-1a'] }, west: { files: ['shop/', 'west/'] } } },
      ),
      istio: defaulted(
        istioVersion,
        NEWEST,
        `Istio release whose defaults hold, quoted, from "${OLDEST}" to "${NEWEST}".`,
        {
          example: '1.26',
          reason: 'The release that meshsim is checked against.',
        },
      ),
      'proxy-concurrency': optional(
        integer('number of worker threads', 1, 1024),
        'Worker threads of every proxy whose workload does not say. Default: 2, as in Istio.',
        { example: 1 },
      ),
    },
    { check: checkFilesOrClusters },
  ),
  (value, cursor) => {
    const quiet = { ...cursor, reading: { ...cursor.reading, report: () => {} } }
    const filesAt = (at: Cursor, paths: readonly string[]) => eachOnce(paths.flatMap(path => manifestsAt(at, path)))
    const clusters = value.clusters?.map(({ key, value: { files, zones } }) => {
      const at = childOf(childOf(childOf(quiet, 'clusters'), key.name), 'files')
      return { name: key.name, zones, files: filesAt(at, files).map(file => ({ ...file, cluster: key.name })) }
    })
    const files = clusters?.flatMap(cluster => cluster.files) ?? filesAt(childOf(quiet, 'files'), value.files ?? [])
    const mesh = readMesh(files, { istio: value.istio })
    // A file of two clusters is read twice.
    const told = new Map(mesh.diagnostics.map(diagnostic => [JSON.stringify(diagnostic), diagnostic]))
    for (const diagnostic of told.values()) cursor.reading.report(diagnostic)
    return {
      mesh: clusters ? { ...mesh, namesClusters: true } : mesh,
      ...(clusters && { clusterZones: new Map(clusters.map(({ name, zones }) => [name, zones])) }),
      ...(value['proxy-concurrency'] !== undefined && { proxyConcurrency: value['proxy-concurrency'] }),
    }
  },
)
