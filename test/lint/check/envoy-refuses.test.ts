import { expect, it } from 'vitest'
import { findingsOf, withPolicy, withRule } from './findings-of.ts'

const found = (text: string) => findingsOf('MS2516', text)
const column = (text: string, what: string) => `7:${text.split('\n')[6].indexOf(what) + 1}`
const hash = (fields: string) => withPolicy(`loadBalancer: { consistentHash: { ${fields} } }`)

it.each([
  ['a ring beyond the bound', hash('useSourceIp: true, ringHash: { minimumRingSize: 9000000 }'), '9000000'],
  ['a table of one entry', hash('useSourceIp: true, maglev: { tableSize: 1 }'), '1 }'],
  ['a cookie of negative time', hash('httpCookie: { name: c, ttl: -1s }'), '-1s'],
  ['a header without a name', hash("httpHeaderName: ''"), "''"],
  ['an answer of 600', withRule('directResponse: { status: 600 }'), '{ directResponse'],
  [
    'an abort with 600',
    withRule(
      'fault: { abort: { httpStatus: 600, percentage: { value: 5 } } }, route: [{ destination: { host: web } }]',
    ),
    '{ fault',
  ],
])('tells %s', (_what, text, place) => {
  expect(found(text)).toEqual([column(text, place)])
})

it.each([
  ['the largest ring', hash('useSourceIp: true, ringHash: { minimumRingSize: 8388608 }')],
  ['a small table', hash('useSourceIp: true, maglev: { tableSize: 2 }')],
  ['a cookie of the session', hash('httpCookie: { name: c, ttl: 0s }')],
  ['a header', hash('httpHeaderName: x-user')],
  ['an answer of 599', withRule('directResponse: { status: 599 }')],
])('has nothing to say about %s', (_what, text) => {
  expect(found(text)).toEqual([])
})
