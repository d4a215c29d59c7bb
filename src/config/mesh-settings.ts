import { inConfigCluster } from './clusters.ts'
import type { Diagnostic } from './diagnostic.ts'
import { ISTIO_VERSIONS, type IstioVersion, type MeshSettings } from './mesh.ts'
import { diagnosticAt } from './report-at.ts'
import type { Resource } from './resource.ts'
import { isRecord, isSet, recordOf, textOf, type YamlRecord } from './value.ts'
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
  const meshConfig = given ?? readEntry(configMap, 'mesh', diagnostics) ?? operatorConfig(own) ?? {}
  const meshNetworks = networks ?? readEntry(configMap, 'meshNetworks', diagnostics)
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

function operatorConfig(resources: readonly Resource[]): YamlRecord | undefined {
  const operator = resources.find(resource => resource.kind === 'IstioOperator')
  const meshConfig = operator && recordOf(operator.body.spec).meshConfig
  return isRecord(meshConfig) ? meshConfig : undefined
}

function readText({ path, text }: NamedText, diagnostics: Diagnostic[]): YamlRecord {
  const parsed = parseYaml(text, path, 'kubectl')
  diagnostics.push(...parsed.diagnostics)
  const [document] = parsed.documents
  if (document && !isRecord(document.value)) {
    const message = 'the mesh configuration must be a mapping'
    diagnostics.push(diagnosticAt(document.source, [], { code: 'MS2005', level: 'error', message }))
  }
  return recordOf(document?.value)
}

/** YAML inside a value of the ConfigMap: a problem in it stands at the value, with its line in the inner text. */
function readEntry(configMap: Resource | undefined, entry: string, diagnostics: Diagnostic[]): YamlRecord | undefined {
  const text = configMap && recordOf(configMap.body.data)[entry]
  if (!configMap || !isSet(text)) return undefined
  const parsed = parseYaml(textOf(text), configMap.place.file, 'kubectl')
  for (const problem of parsed.diagnostics) {
    const message = `${problem.message} (line ${problem.place.line} of data.${entry})`
    const { code, level, help } = problem
    diagnostics.push(
      diagnosticAt(configMap.source, ['data', entry], { code, level, message, ...(help ? { help } : {}) }),
    )
  }
  return recordOf(parsed.documents[0]?.value)
}
