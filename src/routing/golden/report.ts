import type { CallResult } from './run-case.ts'

/** A call that is known to disagree, and why that is right. */
export interface GoldenException {
  readonly case: string
  readonly call: string
  /** `*` = every field. */
  readonly field: string
  readonly reason: string
}

export interface FolderTally {
  readonly cases: number
  readonly calls: number
  readonly agreeing: number
  readonly excepted: number
}

export const EMPTY_TALLY: FolderTally = { cases: 0, calls: 0, agreeing: 0, excepted: 0 }

export interface CaseReport {
  readonly tally: FolderTally
  /** One block per disagreeing call. */
  readonly lines: readonly string[]
}

export function reportCase(
  name: string,
  results: readonly CallResult[],
  exceptions: readonly GoldenException[],
): CaseReport {
  const lines: string[] = []
  let agreeing = 0
  let excepted = 0
  for (const result of results) {
    const open = result.differences.filter(({ field }) => !isExcepted(name, result, field, exceptions))
    if (result.differences.length === 0) agreeing++
    else if (open.length === 0) excepted++
    else lines.push(...describe(name, { ...result, differences: open }))
  }
  return { tally: { cases: 1, calls: results.length, agreeing, excepted }, lines }
}

function isExcepted(
  name: string,
  { call }: CallResult,
  field: string,
  exceptions: readonly GoldenException[],
): boolean {
  return exceptions.some(
    exception =>
      exception.case === name && exception.call === call.id && (exception.field === '*' || exception.field === field),
  )
}

function describe(name: string, { call, differences, place }: CallResult): readonly string[] {
  const { from, request } = call
  const who = from.workload ?? `gateway ${from.gateway}:${from.port}`
  const headers = Object.entries(request.headers ?? {}).map(([key, value]) => ` -H ${key}:${value}`)
  const authority = request.authority === undefined ? '' : ` (Host ${request.authority})`
  const at = place ? `  [${place}]` : ''
  return [
    `${name} ${call.id}: ${from.namespace}/${who} ${request.method} ${request.url}${authority}${headers.join('')}${at}`,
    ...differences.flatMap(({ field, recorded, meshsim }) => [
      `  ${field}`,
      `    recorded ${recorded}`,
      `    meshsim  ${meshsim}`,
    ]),
  ]
}

export function addTallies(a: FolderTally, b: FolderTally): FolderTally {
  return {
    cases: a.cases + b.cases,
    calls: a.calls + b.calls,
    agreeing: a.agreeing + b.agreeing,
    excepted: a.excepted + b.excepted,
  }
}

/** `N of M calls agree in P cases`, with the excepted ones where there are any. */
export function tallyText({ cases, calls, agreeing, excepted }: FolderTally): string {
  const tail = excepted > 0 ? `, ${excepted} excepted` : ''
  return `${agreeing} of ${calls} calls agree in ${cases} cases${tail}`
}

export function isGood({ calls, agreeing, excepted }: FolderTally): boolean {
  return agreeing + excepted === calls
}
