import { describe, expect, it } from 'vitest'
import type { Facts, RecordedCall } from '../../../src/routing/golden/recording.ts'
import { readRecordings } from '../../golden/recordings.ts'
import { explain } from './ask.ts'

/** Cases of different subjects, whose files need nothing beside the mesh. */
const CASES = [
  '010-short-names',
  '033-multi-port-service',
  '040-two-virtualservices-oldest-wins',
  '015-exportto-destinationrule',
  '026-unknown-destinations-allow-any',
  '1702-locality-failover',
]

/** Keys that do not depend on a draw, nor on whether pods carry a sidecar, which these recordings leave open. */
const KEYS = [
  'dialled',
  'listener',
  'routeConfig',
  'vhost',
  'route',
  'routeIndex',
  'split',
  'missingClusters',
  'action',
  'timeoutMs',
  'retries',
  'fault',
  'hash',
  'lb',
  'outlier',
  'limits',
  'panicThreshold',
]

const recorded = readRecordings('routing').filter(({ name }) => CASES.includes(name))

it('finds the cases', () => {
  expect(recorded.map(({ name }) => name).sort()).toEqual([...CASES].sort())
})

describe.each(recorded)('$name', ({ mesh, expected }) => {
  const calls = expected
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as RecordedCall)

  it.each(calls)('$id', async ({ from, request, got }) => {
    const caller = from.workload
      ? `${from.namespace}/${from.workload}`
      : `gateway:${from.namespace}/${from.gateway}:${from.port}`
    const written = { ...request.headers, ...(request.authority === undefined ? {} : { host: request.authority }) }
    const headers = Object.entries(written).flatMap(([name, value]) =>
      [value].flat().map(line => [name, line] as const),
    )
    const { method, url } = request
    const { hops } = await explain({ 'mesh.yaml': mesh }, { from: caller, method, url, headers })
    const ours = hops[0].got
    expect(only(ours)).toEqual(only(got))
    expect(endpoints(ours)).toEqual(endpoints(got))
  })
})

function only(facts: Facts): Facts {
  return Object.fromEntries(KEYS.filter(key => key in facts).map(key => [key, facts[key]]))
}

/** Without what only files with sidecars tell. */
function endpoints({ endpoints }: Facts): unknown {
  return (endpoints as readonly Facts[] | undefined)?.map(({ mtls: _, ...rest }) => rest)
}
