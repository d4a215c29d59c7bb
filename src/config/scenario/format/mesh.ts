import { ISTIO_VERSIONS, type IstioVersion, type Mesh } from '../../mesh.ts'
import { readMesh, type SourceFile } from '../../read-mesh.ts'
import { quoted } from '../parsed.ts'
import { manifestsAt } from './apply.ts'
import { choice, listOf } from './collection.ts'
import { defaulted, object, optional, required } from './object.ts'
import { integer, text } from './scalar.ts'
import { type Cursor, checked, childOf, itemOf, meaning, reportAt, type Shape } from './shape.ts'

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

export const meshShape: Shape<MeshSection> = meaning(
  object(
    'mesh',
    {
      files: required(
        checked(sources, reportMissingFiles),
        'Manifests: files, folders, globs, or - for stdin; later documents win, as with kubectl apply.',
        { example: ['bookinfo/', 'overlays/*.yaml'] },
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
    { later: { clusters: 'until then files are those of one cluster' } },
  ),
  (value, cursor) => {
    const quiet = { ...childOf(cursor, 'files'), reading: { ...cursor.reading, report: () => {} } }
    const files = eachOnce(value.files.flatMap(source => manifestsAt(quiet, source)))
    const mesh = readMesh(files, { istio: value.istio })
    for (const diagnostic of mesh.diagnostics) cursor.reading.report(diagnostic)
    return { mesh, ...(value['proxy-concurrency'] !== undefined && { proxyConcurrency: value['proxy-concurrency'] }) }
  },
)
