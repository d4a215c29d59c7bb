import { compileIstio } from '../../compile/istio/compile.ts'
import type { ConnectTarget } from '../../dataplane/data-plane.ts'
import { type Pod, workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Prepared } from '../../engine/run.ts'
import { splitUrl } from '../../traffic/url.ts'
import { type ExportedProxy, type ExportPlan, exportProxy } from './bootstrap.ts'

export interface ScenarioExportOptions extends Pick<ExportPlan, 'addresses' | 'firstPort' | 'adminPort' | 'logs'> {
  /** `namespace/name` of a pod; absent = the one that the first source calls by. */
  readonly proxy?: string
}

/** The bootstrap of one proxy of a scenario before anything happens, or why there is none, and who could be asked for. */
export type ScenarioExport =
  | ({ readonly proxy: string } & ExportedProxy)
  | { readonly problem: string; readonly known: readonly string[] }

/** @param prepared without errors among its diagnostics */
export function exportScenario(prepared: Prepared, options: ScenarioExportOptions): ScenarioExport {
  const { mesh, pods, gateways } = prepared.setting
  const proxied = pods.filter(pod => pod.sidecar || gateways.has(workloadId(pod)))
  const known = proxied.map(fullName)
  const wanted = options.proxy ?? firstCaller(prepared)
  const name = wanted?.includes('/') ? wanted : `default/${wanted}`
  const pod = proxied.find(each => fullName(each) === name)
  if (pod === undefined) return { problem: wanted ? `no proxy ${wanted}` : 'the scenario has no caller', known }
  const identity = proxyOf(pod, gateways.has(workloadId(pod)) ? 'gateway' : 'sidecar')
  const dataPlane = compileIstio({ mesh, pods })
  const exported = exportProxy({
    ...options,
    identity,
    tables: dataPlane.tablesFor(identity),
    server: dataPlane.serverSideOf(identity),
    targets: targetsOf(prepared, pod),
  })
  return { proxy: fullName(pod), ...exported }
}

function firstCaller({ setting: { entries, pods } }: Prepared): string | undefined {
  const workload = entries.map(workloadOfEntry).find(each => each !== undefined)
  const pod = pods.find(each => workloadId(each) === workload)
  return pod && fullName(pod)
}

function workloadOfEntry(entry: Prepared['setting']['entries'][number]): string | undefined {
  if (entry.kind === 'unknown') return undefined
  return entry.kind === 'client' ? 'default/client' : entry.workload
}

/** What the scenario's traffic dials at the proxies of a workload: its sources, then the calls that it makes itself. */
function targetsOf({ scenario, setting, models }: Prepared, pod: Pod): readonly ConnectTarget[] {
  const workload = workloadId(pod)
  const ofSources = scenario.traffic.flatMap((source, index) => {
    const entry = setting.entries[index]
    if (entry.kind === 'unknown' || workloadOfEntry(entry) !== workload) return []
    const { scheme, authority } = splitUrl(source.to.name)
    const host = authority.replace(/:\d+$/, '')
    return [{ host, port: entry.port, ...(scheme === 'https' && { tls: { sni: host } }) }]
  })
  const all = [...ofSources, ...models.of(workload).plan.calls.map(({ target }) => target)]
  return [...new Map(all.map(each => [JSON.stringify(each), each])).values()]
}

/** As results name it; where a scenario has several clusters, pods carry theirs in their names. */
function fullName({ namespace, name }: Pod): string {
  return `${namespace}/${name}`
}
