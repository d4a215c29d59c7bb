import type { Diagnostic } from './diagnostic.ts'
import type { Resource } from './resource.ts'

/** The mesh as its files say it: resources after `kubectl apply` semantics, and the settings of the control plane. */
export interface Mesh {
  /** In order of first appearance; a later document replaced an earlier one with the same identity in place. */
  readonly resources: readonly Resource[]
  readonly settings: MeshSettings
  /** Everything found while reading, errors included; resources with an error are not in `resources`. */
  readonly diagnostics: readonly Diagnostic[]
  /** Kinds and fields that were read but have no effect on the simulation. */
  readonly notModelled: readonly NotModelled[]
  /** Several clusters are told apart by name: their workloads are called `web@west`, their pods `web-0@west`. */
  readonly namesClusters?: boolean
  /** Number of files read. */
  readonly fileCount: number
  /** Documents that are not in `resources`, since a later one has their place. */
  readonly replaced?: readonly Replacement[]
}

/** One resource twice in the files: `kubectl apply` ends with the later one. */
export interface Replacement {
  readonly earlier: Resource
  readonly later: Resource
}

export interface NotModelled {
  /** A kind (`EnvoyFilter/default/x`) or a field (`VirtualService/default/reviews spec.http[0].corsPolicy`). */
  readonly what: string
  readonly place: Diagnostic['place']
}

/** Istio releases whose defaults are known; the recordings are of 1.32. */
export const ISTIO_VERSIONS = ['1.24', '1.25', '1.26', '1.27', '1.28', '1.29', '1.30', '1.31', '1.32'] as const
export type IstioVersion = (typeof ISTIO_VERSIONS)[number]

/** MeshConfig (from a ConfigMap `istio`, an IstioOperator or a mesh-config file) over Istio's defaults. */
export interface MeshSettings {
  readonly istio: IstioVersion
  /** As in istio.mesh.v1alpha1.MeshConfig, JSON names, scalars as YAML gives them; defaults are not filled in. */
  readonly meshConfig: Readonly<Record<string, unknown>>
  readonly rootNamespace: string
  readonly trustDomain: string
  /** MeshNetworks, for several networks. */
  readonly meshNetworks?: Readonly<Record<string, unknown>>
}
