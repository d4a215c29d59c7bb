import { expect, it } from 'vitest'
import { documents, istio, service } from '../mesh-of.ts'
import { routesFor, tablesOf } from '../tables-of.ts'

/** Headers of the only destination of a rule with headers of its own, as they stand on the route. */
function mutation(own: object, destination: object) {
  const route = [{ destination: { host: 'web' }, headers: { request: destination } }]
  const spec = { hosts: ['web'], http: [{ headers: { request: own }, route }] }
  const yaml = documents(service('web'), istio('VirtualService', 'v', 'default', spec))
  return routesFor(tablesOf(yaml), '80', 'web')[0].requestHeaders
}

it('what the destination sets wipes out what its rule has set or added, and what it adds comes last', () => {
  expect(mutation({ set: { a: 'rule' }, add: { b: 'rule', c: 'rule' } }, { set: { A: 'x', B: 'x' } })).toEqual({
    set: [
      ['a', 'rule'],
      ['a', 'x'],
      ['b', 'x'],
    ],
    add: [['c', 'rule']],
    remove: [],
  })
  expect(mutation({ add: { c: 'rule' } }, { add: { c: 'x' } }).add).toEqual([
    ['c', 'rule'],
    ['c', 'x'],
  ])
})
