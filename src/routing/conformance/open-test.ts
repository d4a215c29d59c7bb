import { deployGateways } from '../../compile/gateway-api/deployment.ts'
import { readGateways } from '../../compile/gateway-api/gateway.ts'
import { compileIstio } from '../../compile/istio/compile.ts'
import { expandPods } from '../../compile/istio/pods/expand.ts'
import { FROM_FILES } from '../../compile/istio/pods/placement.ts'
import type { Mesh } from '../../config/mesh.ts'
import { readMesh, type SourceFile } from '../../config/read-mesh.ts'
import type { Resource } from '../../config/resource.ts'
import type { DataPlane } from '../../dataplane/data-plane.ts'

/** A test's manifests, compiled. */
export interface OpenTest {
  readonly mesh: Mesh
  readonly dataPlane: DataPlane
  /** Resources of the test itself, without those of the base. */
  readonly own: readonly Resource[]
}

const CLASS_PLACEHOLDER = '{GATEWAY_CLASS_NAME}'

/** @param base manifests that all tests of a kind share */
export function openTest(base: readonly SourceFile[], files: readonly SourceFile[]): OpenTest {
  const istio = (file: SourceFile) => ({ ...file, text: file.text.replaceAll(CLASS_PLACEHOLDER, 'istio') })
  const read = readMesh([...base, ...files].map(istio))
  const mesh = deployGateways({ ...read, resources: [...read.resources, ...suiteSecrets(read)] })
  const { pods } = expandPods(mesh, FROM_FILES)
  const paths = new Set(files.map(({ path }) => path))
  return {
    mesh,
    dataPlane: compileIstio({ mesh, pods }),
    own: mesh.resources.filter(({ place }) => paths.has(place.file)),
  }
}

/** The suite makes the certificates of its listeners itself, so that no manifest holds them. */
function suiteSecrets({ resources }: Mesh): readonly Resource[] {
  return readGateways({ resources }).flatMap(({ resource, listeners }) =>
    listeners
      .flatMap(({ tls }) => tls?.certificates ?? [])
      .map(({ namespace, name }) => ({
        ...resource,
        apiVersion: 'v1',
        kind: 'Secret',
        namespace,
        name,
        body: { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } },
      })),
  )
}
