import { beforeAll, describe, expect, it } from 'vitest'
import { initHash } from '../../src/proxy/hash.ts'
import { openCase } from '../../src/routing/golden/open-case.ts'
import type { RecordedCall } from '../../src/routing/golden/recording.ts'
import { runEndings } from './recorded-runs.ts'
import { readRecordings } from './recordings.ts'

beforeAll(initHash)

/**
 * What a run can be asked about: one call with one ending. An authorization service is taken to allow in runs, and a Host that
 * leads nowhere is a host outside the mesh, whatever address was dialled.
 */
function isComparable({ got, times, from }: RecordedCall): boolean {
  const text = JSON.stringify(got)
  if (times !== undefined || got.observed !== undefined || /Envoy rejects|ext_authz|UAEX/.test(text)) return false
  return from.sidecar === false || got.cluster !== 'PassthroughCluster'
}

/** Status and flags over HTTP; of connections that nobody looks into, and of callers without a proxy, whether they fail. */
function comparable({ got, from }: RecordedCall, ending: string): readonly [recorded: string, simulated: string] {
  if (from.sidecar !== false && got.tcp !== true && got.status !== undefined)
    return [`${got.status} ${got.flags}`, ending]
  return [
    got.error === undefined ? `${got.status}` : 'closed',
    /UC|UF|UR/.test(ending) ? 'closed' : ending.split(' ')[0],
  ]
}

describe.each(['security', 'fuzz-security'])('runs end as recorded: %s', set => {
  it.each(readRecordings(set).map(files => [files.name, files] as const))('%s', async (_, files) => {
    const golden = openCase(files)
    const calls = golden.calls.filter(isComparable)
    const endings = await runEndings(golden, calls)
    const pairs = calls.map((call, i) => [call.id, ...comparable(call, endings[i])])
    expect(pairs.map(([id, , simulated]) => [id, simulated])).toEqual(pairs.map(([id, recorded]) => [id, recorded]))
  })
})
