import { expect, it } from 'vitest'
import { addTallies, isGood, reportCase, tallyText } from '../../../src/routing/golden/report.ts'
import type { CallResult } from '../../../src/routing/golden/run-case.ts'

const result = (id: string, ...fields: readonly string[]): CallResult => ({
  call: {
    id,
    from: { workload: 'client', namespace: 'default' },
    request: { method: 'GET', url: 'http://web/' },
    got: {},
  },
  differences: fields.map(field => ({ field, recorded: '1', meshsim: '2' })),
  place: 'mesh.yaml:3',
})
const results = [result('c1'), result('c2', 'status'), result('c3', 'status', 'vhost')]

it('counts agreeing, excepted and open calls', () => {
  const exceptions = [{ case: '010', call: 'c2', field: 'status', reason: 'known' }]
  const { tally, lines } = reportCase('010', results, exceptions)
  expect(tallyText(tally)).toBe('1 of 3 calls agree in 1 cases, 1 excepted')
  expect(isGood(tally)).toBe(false)
  expect(lines[0]).toBe('010 c3: default/client GET http://web/  [mesh.yaml:3]')
  expect(lines).toHaveLength(7)
})

it('adds up, and is good when nothing is open', () => {
  const { tally } = reportCase('010', [result('c1')], [])
  expect(tallyText(addTallies(tally, tally))).toBe('2 of 2 calls agree in 2 cases')
  expect(isGood(tally)).toBe(true)
})
