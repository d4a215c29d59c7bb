import { beforeAll, describe, expect, it } from 'vitest'
import { initHash } from '../../src/proxy/hash.ts'
import { disagreements, readRecordings } from './recordings.ts'

beforeAll(initHash)

describe.each(['routing', 'fuzz', 'endpoints', 'security', 'fuzz-security', 'gateway-api'])(
  'recorded istiod and Envoy: %s',
  set => {
    it.each(readRecordings(set).map(files => [files.name, files] as const))('%s', async (_, files) => {
      expect(await disagreements(files)).toEqual([])
    })
  },
)
