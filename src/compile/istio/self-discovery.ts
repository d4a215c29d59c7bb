import type { Mesh } from '../../config/mesh.ts'
import { parseYaml } from '../../config/yaml.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import { type Fields, fields, text } from './field.ts'
import { once } from './once.ts'
import { readWorkloads } from './pods/workloads.ts'
import { isAtLeast } from './release.ts'

const VARIABLE = 'ISTIO_META_ENABLE_SELF_DISCOVERY'
const ANNOTATION = 'proxy.istio.io/config'
/** What Go's strconv.ParseBool takes as true. */
const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])

/**
 * Whether a proxy is told to discover the proxies of its own workload, since 1.31: by `proxyMetadata` in the annotation
 * of its pod, else in the mesh's defaultConfig (pkg/bootstrap/config.go; pkg/kube/inject). A ProxyConfig's environment is
 * not looked at.
 */
export function selfDiscovery(mesh: Mesh): (proxy: ProxyIdentity) => boolean {
  if (!isAtLeast(mesh.settings.istio, '1.31')) return () => false
  const ofMesh = variableIn(fields(mesh.settings.meshConfig.defaultConfig))
  const ofWorkloads = once(() => {
    const told = new Map<string, string>()
    for (const { namespace, workload, annotations, resource } of readWorkloads(mesh)) {
      const [document] = parseYaml(annotations[ANNOTATION] ?? '', resource.place.file, 'kubectl').documents
      const value = variableIn(fields(document?.value))
      if (value !== '') told.set(key({ cluster: resource.cluster, namespace, workload }), value)
    }
    return told
  })
  return proxy => TRUE.has(ofWorkloads().get(key(proxy)) ?? ofMesh)
}

function variableIn(proxyConfig: Fields): string {
  return text(fields(proxyConfig.proxyMetadata)[VARIABLE])
}

function key({ cluster, namespace, workload }: Pick<ProxyIdentity, 'cluster' | 'namespace' | 'workload'>): string {
  return [cluster, namespace, workload].join('\n')
}
