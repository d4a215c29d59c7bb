/** Parts of a cluster name `outbound|<port>|<subset>|<host>` (pilot/pkg/model:BuildSubsetKey). */
export interface ClusterName {
  readonly port: number
  readonly subset: string
  readonly host: string
}

export function clusterName(port: number, subset: string, host: string): string {
  return `outbound|${port}|${subset}|${host}`
}

/** Undefined for the fixed clusters, whose names have no parts. */
export function parseClusterName(name: string): ClusterName | undefined {
  const parts = name.split('|')
  if (parts.length !== 4 || parts[0] !== 'outbound') return undefined
  return { port: Number(parts[1]), subset: parts[2], host: parts[3] }
}

/** SNI of mesh TLS (pilot/pkg/model:BuildDNSSrvSubsetKey). */
export function meshSni(port: number, subset: string, host: string): string {
  return `outbound_.${port}_.${subset}_.${host}`
}
