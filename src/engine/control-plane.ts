import { compileIstio } from '../compile/istio/compile.ts'
import type { Mesh } from '../config/mesh.ts'
import type { DataPlane, ProxyIdentity, ProxyTables } from '../dataplane/data-plane.ts'
import { type Pod, podId, workloadId } from '../dataplane/pod.ts'
import type { ServerSide } from '../dataplane/server-side.ts'
import type { Sampler } from '../kernel/sampler.ts'
import { asksOwnAddress, asksWhoCalls, isGuarded } from './access.ts'
import type { TableState } from './proxy-state.ts'

/** One push on its way to one proxy. */
export interface Push {
  readonly proxy: number
  readonly dataPlane: DataPlane
  readonly config: number
}

/**
 * istiod: the mesh as applied so far, compiled, and the tables that each class of proxies is sent. What is pushed and
 * when is decided in engine/push.
 */
export class ControlPlane {
  mesh: Mesh
  dataPlane: DataPlane
  /** Counts configurations; endpoint changes do not count. */
  config = 0
  /** When each configuration was applied. */
  readonly appliedNs: number[] = [0]
  /** Newest configuration whose shares were told to the recorder, by caller and service. */
  readonly announced = new Map<string, number>()
  /** Callers and what they call, `caller called`, where a route has led to several services. */
  readonly splitOver = new Set<string>()
  readonly pushes: (Push | undefined)[] = []
  /** From a change to each proxy, drawn for each push and proxy. */
  readonly delay: Sampler
  /** Servers may refuse what callers send; stays true, since proxies may still have what made it so. */
  isGuarded: boolean
  /** Gateways look at who in the mesh calls them; stays true as well. */
  asksWhoCalls: boolean
  /** Proxies of one class do not decide alike; stays true as well. */
  asksOwnAddress: boolean
  /** By proxy where each decides for itself, else by workload: shares are told per caller. */
  private readonly states = new WeakMap<ProxyTables, Map<string, TableState>>()
  private readonly dataPlanes = new WeakMap<ProxyTables, DataPlane>()

  constructor(mesh: Mesh, pods: readonly Pod[], delay: Sampler) {
    this.mesh = mesh
    this.dataPlane = compileIstio({ mesh, pods })
    this.delay = delay
    this.isGuarded = isGuarded(mesh)
    this.asksWhoCalls = asksWhoCalls(mesh)
    this.asksOwnAddress = asksOwnAddress(mesh)
  }

  /** New resources: everything is compiled again. */
  configure(mesh: Mesh, pods: readonly Pod[], atNs: number): void {
    this.mesh = mesh
    this.dataPlane = compileIstio({ mesh, pods })
    this.isGuarded ||= isGuarded(mesh)
    this.asksWhoCalls ||= asksWhoCalls(mesh)
    this.asksOwnAddress ||= asksOwnAddress(mesh)
    this.config++
    this.appliedNs.push(atNs)
  }

  /** Other pods under the same configuration. */
  changeEndpoints(pods: readonly Pod[]): void {
    this.dataPlane = this.dataPlane.withPods(pods)
  }

  /** Tables as of now, for a proxy that starts. */
  tableFor(identity: ProxyIdentity): TableState {
    return this.stateOf(this.dataPlane, identity, this.config)
  }

  /** @param before what the proxy had: decisions stay when only endpoints changed */
  tableAfter(push: Push, identity: ProxyIdentity, before: TableState): TableState {
    return this.stateOf(push.dataPlane, identity, push.config, before)
  }

  /** The other half of what a proxy with these tables was sent. */
  serverSideOf(tables: ProxyTables, identity: ProxyIdentity): ServerSide {
    return (this.dataPlanes.get(tables) ?? this.dataPlane).serverSideOf(identity)
  }

  private stateOf(dataPlane: DataPlane, identity: ProxyIdentity, config: number, before?: TableState): TableState {
    const tables = dataPlane.tablesFor(identity)
    const owner = this.asksOwnAddress ? podId(identity) : workloadId(identity)
    const owners = this.states.get(tables) ?? new Map<string, TableState>()
    const known = owners.get(owner)
    if (known) return known
    const decisions = before?.config === config ? before.decisions : []
    const state = { tables, config, decisions }
    this.states.set(tables, owners.set(owner, state))
    this.dataPlanes.set(tables, dataPlane)
    return state
  }
}
