import { beforeAll, describe } from 'vitest'
import { initHash } from '../../src/proxy/hash.ts'
import { testFamilies } from './recorded-cases.ts'

beforeAll(initHash)

describe('Balancers and connection pools, as a real Envoy was recorded', () => {
  testFamilies(['03', '04'])
})
