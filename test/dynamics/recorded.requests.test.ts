import { beforeAll, describe } from 'vitest'
import { initHash } from '../../src/proxy/hash.ts'
import { testFamilies } from './recorded-cases.ts'

beforeAll(initHash)

describe('Retries, timeouts, endpoints, faults, as a real Envoy was recorded', () => {
  testFamilies(['05', '06', '07', '08'])
})
