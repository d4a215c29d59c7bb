import type { Diagnostic } from './diagnostic.ts'
import type { Mesh } from './mesh.ts'
import { readMeshSettings } from './mesh-settings.ts'
import { notModelledOf } from './not-modelled.ts'
import { readFile, type SourceFile } from './read-mesh.ts'
import type { Resource } from './resource.ts'
import { identityOf } from './resource-reader.ts'

/** Two revisions of one mesh. */
export interface MeshPair {
  readonly base: Mesh
  readonly head: Mesh
}

/**
 * Reads two revisions of a mesh, documents that are in both only once: such a resource is the same object on both sides and
 * stands where head has it. Problems of shared documents are head's.
 */
export function readMeshPair(base: readonly SourceFile[], head: readonly SourceFile[]): MeshPair {
  const shared = new Map<string, readonly Resource[]>()
  const ofHead = head.map(file => readWhole(file, shared))
  const ofBase = base.map(file => readRest(file, shared))
  return { base: meshOf(ofBase), head: meshOf(ofHead) }
}

interface Read {
  readonly resources: readonly Resource[]
  readonly diagnostics: readonly Diagnostic[]
}

/** One document of a text: its lines, from the first after its marker. */
interface Chunk {
  readonly text: string
  readonly firstLine: number
  readonly lineCount: number
}

function readWhole(file: SourceFile, shared: Map<string, readonly Resource[]>): Read {
  const read = readFile(file)
  const chunks = chunksOf(file.text)
  const own: Resource[][] = chunks.map(() => [])
  let at = 0
  for (const resource of read.resources) {
    const { line } = resource.place
    while (at < chunks.length - 1 && line >= chunks[at + 1].firstLine) at++
    own[at]?.push(resource)
  }
  const hasProblem = read.diagnostics.some(({ level }) => level === 'error')
  if (!hasProblem) for (const [i, chunk] of chunks.entries()) shared.set(keyOf(file, chunk), own[i])
  return read
}

/** Reads only what is new in a file: documents that are known become empty lines, so that all others keep theirs. */
function readRest(file: SourceFile, shared: ReadonlyMap<string, readonly Resource[]>): Read {
  const chunks = chunksOf(file.text)
  const known = chunks.map(chunk => shared.get(keyOf(file, chunk)))
  if (known.every(found => found === undefined)) return readFile(file)
  const text = chunks.map((chunk, i) => (known[i] ? '\n'.repeat(chunk.lineCount - 1) : chunk.text)).join('\n---\n')
  const isAllKnown = known.every(found => found !== undefined)
  const rest = isAllKnown ? { resources: [], diagnostics: [] } : readFile({ ...file, text })
  const resources: Resource[] = []
  let next = 0
  for (const [i, found] of known.entries()) {
    const end = chunks[i + 1]?.firstLine ?? Number.POSITIVE_INFINITY
    if (found) resources.push(...found)
    else
      while (next < rest.resources.length && rest.resources[next].place.line < end)
        resources.push(rest.resources[next++])
  }
  return { resources, diagnostics: rest.diagnostics }
}

function keyOf({ cluster = '', isNamed = false }: SourceFile, { text }: Chunk): string {
  return `${cluster}\n${isNamed}\n${text}`
}

/** A marker stands alone on its line; texts with anything rarer (directives, document ends) count as one document. */
function chunksOf(text: string): readonly Chunk[] {
  const isPlain = !/^(?:%|\.\.\.|---.*\S)/m.test(text) && !text.includes('\r')
  const texts = isPlain ? text.split(/\n---[ \t]*\n/) : [text]
  let firstLine = 1
  return texts.map(each => {
    const lineCount = each.split('\n').length
    const chunk = { text: each, firstLine, lineCount }
    firstLine += lineCount + 1
    return chunk
  })
}

function meshOf(read: readonly Read[]): Mesh {
  const byIdentity = new Map<string, Resource>()
  for (const { resources } of read) for (const each of resources) byIdentity.set(identityOf(each), each)
  const resources = [...byIdentity.values()]
  const settings = readMeshSettings(resources, {})
  return {
    resources,
    settings: settings.settings,
    diagnostics: [...read.flatMap(({ diagnostics }) => diagnostics), ...settings.diagnostics],
    notModelled: notModelledOf(resources),
    fileCount: read.length,
  }
}
