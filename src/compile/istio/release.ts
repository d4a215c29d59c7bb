import { ISTIO_VERSIONS, type IstioVersion } from '../../config/mesh.ts'

/** The simulated release is `since` or newer. */
export function isAtLeast(release: IstioVersion, since: IstioVersion): boolean {
  return ISTIO_VERSIONS.indexOf(release) >= ISTIO_VERSIONS.indexOf(since)
}
