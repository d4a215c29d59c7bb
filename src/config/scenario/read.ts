import { clustersOf } from '../clusters.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { Mesh } from '../mesh.ts'
import { diagnosticAt } from '../report-at.ts'
import type { SourceNode } from '../source-node.ts'
import { parseDuration } from './duration.ts'
import { runTimesAt, scenarioShape } from './format/root.ts'
import { type Cursor, childOf, isMapping, type Reading } from './format/shape.ts'
import { applySettings, type Setting } from './override.ts'
import type { Scenario, WorkloadEntry } from './scenario.ts'
import type { ScenarioFiles } from './scenario-files.ts'
import { parseScenarioYaml, restoreDiagnostic } from './scenario-yaml.ts'
import type { Marks } from './window.ts'

export interface ScenarioContext {
  readonly files: ScenarioFiles
  /** Names the results folder, and the run if the file has no `name`. */
  readonly id: string
  /** `--set path=value`, in order. */
  readonly set?: readonly string[]
  /** `--seed`; wins over the file's. */
  readonly seed?: number
}

export interface ReadScenario {
  /** Absent if there is any error. */
  readonly scenario?: Scenario
  /** All problems of the scenario and of the files it names. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a scenario file. Never throws on its content: everything that is wrong with it is in `diagnostics`. */
export function readScenario(text: string, file: string, context: ScenarioContext): ReadScenario {
  const yaml = parseScenarioYaml(text, file)
  const diagnostics: Diagnostic[] = [...yaml.diagnostics]
  const [document, second] = yaml.documents
  if (second)
    diagnostics.push(notOneScenario(second.source, 'the file holds a second document', 'a file holds one scenario'))
  if (document === undefined) {
    if (diagnostics.length === 0) diagnostics.push(emptyScenario(file))
    return { diagnostics }
  }
  if (!isMapping(document.value)) {
    diagnostics.push(notOneScenario(document.source, 'a scenario is a mapping', 'begin with kind: Scenario'))
    return { diagnostics }
  }
  if (typeof document.value.apiVersion === 'string') {
    diagnostics.push(notOneScenario(document.source, 'a Kubernetes manifest is no scenario', MANIFEST_HELP))
    return { diagnostics }
  }
  const report = (diagnostic: Diagnostic) => void diagnostics.push(restoreDiagnostic(diagnostic))
  const composed = applySettings({ value: document.value, source: document.source }, context.set ?? [], report)
  const scenario = readComposed(composed, file, context, report)
  const hasError = diagnostics.some(diagnostic => diagnostic.level === 'error')
  return scenario && !hasError ? { scenario, diagnostics } : { diagnostics }
}

function readComposed(
  { value, source }: Setting,
  file: string,
  context: ScenarioContext,
  report: Reading['report'],
): Scenario | undefined {
  const blank: Reading = { marks: new Map(), files: context.files, report }
  const bare: Cursor = { value, source, path: '', reading: blank }
  const reading = { ...blank, ...runTimesAt(bare), marks: marksAt(bare), zoneCounts: zoneCountsAt(bare) }
  const fields = scenarioShape.read({ ...bare, reading })
  if (fields === undefined) return undefined
  const { mesh, clusterZones, proxyConcurrency } = fields.mesh
  return {
    title: fields.name ?? context.id,
    id: context.id,
    file,
    seed: context.seed ?? fields.seed,
    durationNs: fields.duration,
    warmupNs: fields.warmup,
    bucketNs: fields.series,
    mesh,
    topology: clusterZones ? { ...fields.topology, clusterZones } : fields.topology,
    network: fields.network,
    workloads: [...meshWide(proxyConcurrency, source), ...fields.workloads],
    traffic: fields.traffic,
    timeline: mesh.namesClusters ? inClusters(fields.timeline, mesh) : fields.timeline,
    assertions: fields.assert,
    ...(fields.repeat && { repeat: fields.repeat }),
    ...(fields.until && { until: fields.until }),
  }
}

/** What the timeline applies goes to the cluster that it names, else to the one that carries the configuration. */
function inClusters(timeline: Scenario['timeline'], mesh: Mesh): Scenario['timeline'] {
  const [first] = clustersOf(mesh)
  return timeline.map(entry => {
    const { action } = entry
    if (action.kind !== 'apply') return entry
    const cluster = action.cluster?.name ?? first
    return { ...entry, action: { ...action, resources: action.resources.map(each => ({ ...each, cluster })) } }
  })
}

/** A setting for the whole mesh is the least specific entry of all. */
function meshWide(proxyConcurrency: number | undefined, source: SourceNode): readonly WorkloadEntry[] {
  if (proxyConcurrency === undefined) return []
  const setting = source.entries?.get('mesh')?.entries?.get('proxy-concurrency') ?? source
  return [{ pattern: { name: '*', place: setting.place }, behaviour: { proxyConcurrency } }]
}

/** Marks with the times of their entries, as far as they can be read: what is wrong is reported with the timeline. */
function marksAt(root: Cursor): Marks {
  const { value } = childOf(root, 'timeline')
  const marks = new Map<string, number>()
  if (!Array.isArray(value)) return marks
  for (const entry of value) {
    if (!isMapping(entry) || typeof entry.mark !== 'string' || marks.has(entry.mark)) continue
    const at = typeof entry.at === 'string' ? parseDuration(entry.at, 's') : undefined
    marks.set(entry.mark, at?.ok ? at.value : Number.NaN)
  }
  return marks
}

/** Where none are listed there is one zone, or as many as the files have Nodes in, which nobody counts here. */
function zoneCountsAt(root: Cursor): ReadonlyMap<string, number> {
  const clusters = childOf(childOf(root, 'mesh'), 'clusters')
  if (!isMapping(clusters.value)) return new Map([['', zonesAt(childOf(root, 'topology'))]])
  return new Map(Object.keys(clusters.value).map(cluster => [cluster, zonesAt(childOf(clusters, cluster))]))
}

function zonesAt(cursor: Cursor): number {
  const { value } = childOf(cursor, 'zones')
  return Array.isArray(value) && value.length > 0 ? value.length : 1
}

const MANIFEST_HELP = 'meshsim run -f FILE --to URL runs over manifests, and meshsim init writes a scenario of them'

function notOneScenario(source: SourceNode, message: string, help: string): Diagnostic {
  return diagnosticAt(source, [], { code: 'MS3041', level: 'error', message, help })
}

function emptyScenario(file: string): Diagnostic {
  return {
    code: 'MS3041',
    level: 'error',
    message: 'the file is empty: it holds no scenario',
    place: { file, line: 1, column: 1 },
    help: 'begin with kind: Scenario, or let meshsim init write one',
  }
}
