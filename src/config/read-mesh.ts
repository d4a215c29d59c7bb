import type { Diagnostic } from './diagnostic.ts'
import { readDocument } from './document-reader.ts'
import type { Mesh, Replacement } from './mesh.ts'
import { carriesSettings, readMeshSettings, type SettingsOptions } from './mesh-settings.ts'
import { notModelledOf } from './not-modelled.ts'
import type { Resource } from './resource.ts'
import { identityOf } from './resource-reader.ts'
import { parseYaml } from './yaml.ts'

/** One file's text, as a loader or a browser hands it over. */
export interface SourceFile {
  /** As messages show it: relative or as the user wrote it, with `/`. */
  readonly path: string
  readonly text: string
  /** The user named this file, rather than a folder or pattern that holds it: then it must hold resources. */
  readonly isNamed?: boolean
  /** Cluster id for multi-cluster input, default `''`. */
  readonly cluster?: string
}

export interface ReadResources {
  /** In order of first appearance, a later document having replaced an earlier one in place; none with an error. */
  readonly resources: readonly Resource[]
  readonly diagnostics: readonly Diagnostic[]
  readonly replaced: readonly Replacement[]
}

/** Reads the resources of YAML and JSON texts, in the given order, as `kubectl apply` would. Never throws on their content. */
export function readResources(files: readonly SourceFile[]): ReadResources {
  const resources = new Map<string, Resource>()
  const diagnostics: Diagnostic[] = []
  const earlier: Resource[] = []
  for (const file of files) {
    const read = readFile(file)
    diagnostics.push(...read.diagnostics)
    for (const resource of read.resources) {
      const known = resources.get(identityOf(resource))
      if (known) earlier.push(known)
      resources.set(identityOf(resource), resource)
    }
  }
  const replaced = earlier.map(each => ({ earlier: each, later: resources.get(identityOf(each)) ?? each }))
  return { resources: [...resources.values()], diagnostics, replaced }
}

/** Reads a mesh from texts: its resources and the control plane's settings. */
export function readMesh(files: readonly SourceFile[], options: SettingsOptions = {}): Mesh {
  const { resources, diagnostics, replaced } = readResources(files)
  const settings = readMeshSettings(resources, options)
  return {
    resources,
    settings: settings.settings,
    diagnostics: [...diagnostics, ...settings.diagnostics],
    notModelled: notModelledOf(resources),
    fileCount: files.length,
    replaced,
  }
}

/**
 * The mesh after `kubectl apply` of resources at a moment of its life: an update takes the place and keeps the age of what it
 * replaces; a new resource is created at `creationTimeMs`.
 */
export function applyResources(mesh: Mesh, applied: readonly Resource[], creationTimeMs: number): Mesh {
  const resources = new Map(mesh.resources.map(resource => [identityOf(resource), resource]))
  for (const resource of applied) {
    const identity = identityOf(resource)
    const age = resources.get(identity)?.creationTimeMs ?? creationTimeMs
    resources.set(identity, { ...resource, creationTimeMs: age })
  }
  const all = [...resources.values()]
  const read = applied.some(carriesSettings) ? readMeshSettings(all, { istio: mesh.settings.istio }) : undefined
  // istiod keeps what it had where it refuses a new one.
  const isTaken = read?.diagnostics.every(({ level }) => level !== 'error')
  const settings = read && isTaken ? read.settings : mesh.settings
  return { ...mesh, resources: all, settings, notModelled: notModelledOf(all) }
}

/** One file by itself: its resources in order, those that replace each other included. */
export function readFile(file: SourceFile): Omit<ReadResources, 'replaced'> {
  const parsed = parseYaml(file.text, file.path, 'kubectl')
  const context = { isNamed: file.isNamed ?? false, cluster: file.cluster ?? '' }
  const resources: Resource[] = []
  const diagnostics: Diagnostic[] = [...parsed.diagnostics]
  for (const document of parsed.documents) {
    const read = readDocument(document.value, document.source, context)
    diagnostics.push(...read.diagnostics)
    if (document.ok) resources.push(...read.resources)
  }
  if (parsed.documents.length === 0 && parsed.diagnostics.length === 0) diagnostics.push(emptyFile(file))
  return { resources, diagnostics }
}

function emptyFile(file: SourceFile): Diagnostic {
  return {
    code: 'MS1005',
    level: file.isNamed ? 'error' : 'note',
    message: file.text.trim() === '' ? 'the file is empty' : 'the file holds no document, only comments',
    place: { file: file.path, line: 1, column: 1 },
  }
}
