import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { initHash } from '../../src/proxy/hash.ts'
import { checkCase } from '../../src/validation/dynamics/check-case.ts'
import { caseLines } from '../../src/validation/dynamics/table.ts'

interface RecordedCase {
  readonly case: string
}

/** Made by `pack.mjs`. */
function recordedCases(): RecordedCase[] {
  const packed = readFileSync(new URL('recorded/envoy.jsonl.gz', import.meta.url))
  const lines = gunzipSync(packed).toString('utf8').split('\n')
  return lines.map(line => JSON.parse(line) as RecordedCase)
}

beforeAll(initHash)

describe('recorded Envoy', () => {
  it.each(recordedCases().map(each => [each.case, each] as const))('%s', (name, recorded) => {
    const { unreadable, facts, setAside } = checkCase(name, recorded)
    const differing = caseLines({ name, facts: facts.filter(({ agrees }) => !agrees), setAside })
    expect({ unreadable, differing }).toEqual({ unreadable: undefined, differing: [] })
  })
})
