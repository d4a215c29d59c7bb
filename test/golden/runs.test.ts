import { beforeAll, describe, expect, it } from 'vitest'
import { initHash } from '../../src/proxy/hash.ts'
import { openCase } from '../../src/routing/golden/open-case.ts'
import type { RecordedCall } from '../../src/routing/golden/recording.ts'
import { runEndings } from './recorded-runs.ts'
import { readRecordings } from './recordings.ts'

beforeAll(initHash)

/** Why a run can't be asked about a recorded call; undefined if it can. */
function whyNot({ got, times, from }: RecordedCall): LeftOut | undefined {
  const text = JSON.stringify(got)
  if (times !== undefined || got.observed !== undefined) return 'shares of many calls'
  if (/Envoy rejects/.test(text)) return 'no proxy: Envoy refuses its configuration'
  if (/ext_authz|UAEX/.test(text)) return 'an authorization service is taken to allow in runs'
  const isPassedThrough = from.sidecar !== false && got.cluster === 'PassthroughCluster'
  return isPassedThrough ? 'a Host that leads nowhere is outside the mesh, whatever address was dialled' : undefined
}

type LeftOut = keyof (typeof LEFT_OUT)['security']

/** Recorded calls that runs are not asked about; a change of the rule or of the recordings shows here. */
const LEFT_OUT = {
  security: {
    'shares of many calls': 1,
    'no proxy: Envoy refuses its configuration': 8,
    'an authorization service is taken to allow in runs': 10,
    'a Host that leads nowhere is outside the mesh, whatever address was dialled': 9,
  },
  'fuzz-security': {
    'shares of many calls': 0,
    'no proxy: Envoy refuses its configuration': 0,
    'an authorization service is taken to allow in runs': 5,
    'a Host that leads nowhere is outside the mesh, whatever address was dialled': 10,
  },
} as const
/** In each of the two sets. */
const RECORDED = 1192

/** Status and flags over HTTP; of connections that nobody looks into, and of callers without a proxy, whether they fail. */
function comparable({ got, from }: RecordedCall, ending: string): readonly [recorded: string, simulated: string] {
  if (from.sidecar !== false && got.tcp !== true && got.status !== undefined)
    return [`${got.status} ${got.flags}`, ending]
  return [
    got.error === undefined ? `${got.status}` : 'closed',
    /UC|UF|UR/.test(ending) ? 'closed' : ending.split(' ')[0],
  ]
}

describe.each(['security', 'fuzz-security'] as const)('runs end as recorded: %s', set => {
  it('leaves out few calls, each for a reason', () => {
    const reasons = readRecordings(set).flatMap(files => openCase(files).calls.map(whyNot))
    const counted = Object.keys(LEFT_OUT[set]).map(why => [why, reasons.filter(each => each === why).length])
    expect(reasons.length).toBe(RECORDED)
    expect(Object.fromEntries(counted)).toEqual(LEFT_OUT[set])
  })

  it.each(readRecordings(set).map(files => [files.name, files] as const))('%s', async (_, files) => {
    const golden = openCase(files)
    const calls = golden.calls.filter(call => whyNot(call) === undefined)
    const endings = await runEndings(golden, calls)
    const pairs = calls.map((call, i) => [call.id, ...comparable(call, endings[i])])
    expect(pairs.map(([id, , simulated]) => [id, simulated])).toEqual(pairs.map(([id, recorded]) => [id, recorded]))
  })
})
