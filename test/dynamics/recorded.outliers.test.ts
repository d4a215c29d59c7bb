import { beforeAll, describe } from 'vitest'
import { initHash } from '../../src/proxy/hash.ts'
import { testFamilies } from './recorded-cases.ts'

beforeAll(initHash)

describe('Outlier detection and priorities, as a real Envoy was recorded', () => {
  testFamilies(['01', '02'])
})
