import { reporterOf } from './check.ts'
import { inConfigCluster } from './clusters.ts'
import type { Diagnostic } from './diagnostic.ts'
import { checkLocality, checkZones } from './istio/locality.ts'
import { ISTIO_VERSIONS, type IstioVersion, type MeshSettings } from './mesh.ts'
import { diagnosticAt } from './report-at.ts'
import type { Resource } from './resource.ts'
import { type SettingsSource, settingsAt, settingsInText } from './settings-source.ts'
import { isRecord, isSet, recordOf, textOf } from './value.ts'
import { parseYaml } from './yaml.ts'

/** A text the user gave beside the resources, with its file's name for messages. */
export interface NamedText {
  readonly path: string
  readonly text: string
}

export interface SettingsOptions {
  /** Default: the newest release that is known. */
  readonly istio?: IstioVersion
  /** A mesh-config file; it wins over what the resources say. */
  readonly meshConfigText?: NamedText
  readonly meshNetworksText?: NamedText
}

const ROOT_NAMESPACE = 'istio-system'

/** The control plane's settings: a given mesh-config file, else the ConfigMap `istio`, else an IstioOperator's meshConfig. */
export function readMeshSettings(
  resources: readonly Resource[],
  options: SettingsOptions = {},
): { settings: MeshSettings; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const given = options.meshConfigText ? readText(options.meshConfigText, diagnostics) : undefined
  const networks = options.meshNetworksText ? readText(options.meshNetworksText, diagnostics) : undefined
  const own = inConfigCluster(resources)
  const configMap = own.find(isIstioConfigMap)
  const read = given ?? readEntry(configMap, 'mesh', diagnostics) ?? operatorConfig(own)
  const refused = read ? checkBalancing(read) : []
  diagnostics.push(...refused)
  // istiod leaves aside a mesh configuration that it refuses (meshwatcher NewCollection).
  const meshConfig = refused.length === 0 ? (read?.value ?? {}) : {}
  const meshNetworks = (networks ?? readEntry(configMap, 'meshNetworks', diagnostics))?.value
  const settings: MeshSettings = {
    istio: options.istio ?? ISTIO_VERSIONS[ISTIO_VERSIONS.length - 1],
    meshConfig,
    rootNamespace: textOf(meshConfig.rootNamespace) || ROOT_NAMESPACE,
    trustDomain: textOf(meshConfig.trustDomain) || 'cluster.local',
    ...(meshNetworks && Object.keys(meshNetworks).length > 0 ? { meshNetworks } : {}),
  }
  return { settings, diagnostics }
}

/** Whether a resource carries settings, so that applying it changes them. */
export function carriesSettings(resource: Resource): boolean {
  return isIstioConfigMap(resource) || resource.kind === 'IstioOperator'
}

function isIstioConfigMap(resource: Resource): boolean {
  const { kind, name, namespace, apiVersion } = resource
  return kind === 'ConfigMap' && apiVersion === 'v1' && name === 'istio' && namespace === ROOT_NAMESPACE
}

/**
 * Locality and zone-aware balancing of the whole mesh (pkg/config/validation/agent:ValidateMeshConfig): both may be set, zones
 * win then; and outlier detection is for its DestinationRules to have.
 */
function checkBalancing({ value, at }: SettingsSource): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const check = reporterOf('meshConfig', (path, finding, which) => void diagnostics.push(at(path, finding, which)))
  checkLocality(value.localityLbSetting, true, ['localityLbSetting'], check)
  checkZones(value.zoneAwareLbSetting, true, ['zoneAwareLbSetting'], check)
  return diagnostics
}

function operatorConfig(resources: readonly Resource[]): SettingsSource | undefined {
  const operator = resources.find(resource => resource.kind === 'IstioOperator')
  const meshConfig = operator && recordOf(operator.body.spec).meshConfig
  return operator && isRecord(meshConfig) ? settingsAt(operator.source, ['spec', 'meshConfig'], meshConfig) : undefined
}

function readText({ path, text }: NamedText, diagnostics: Diagnostic[]): SettingsSource {
  const parsed = parseYaml(text, path, 'kubectl')
  diagnostics.push(...parsed.diagnostics)
  const [document] = parsed.documents
  const node = document?.source ?? { place: { file: path, line: 1, column: 1 } }
  if (document && !isRecord(document.value)) {
    const message = 'the mesh configuration must be a mapping'
    diagnostics.push(diagnosticAt(node, [], { code: 'MS2005', level: 'error', message }))
  }
  return settingsAt(node, [], recordOf(document?.value))
}

function readEntry(
  configMap: Resource | undefined,
  entry: string,
  diagnostics: Diagnostic[],
): SettingsSource | undefined {
  const text = configMap && recordOf(configMap.body.data)[entry]
  if (!configMap || !isSet(text)) return undefined
  return settingsInText(configMap.source, ['data', entry], textOf(text), diagnostics)
}
