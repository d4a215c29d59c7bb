import { describe, expect, it } from 'vitest'
import type { RbacFilter, RbacPolicy } from '../../../src/dataplane/authorization.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'
import { checkRbac, firstMatch } from '../../../src/proxy/authorize/rbac.ts'
import { factsOf } from './facts-of.ts'

const policy = (name: string, ...ports: readonly number[]): RbacPolicy => ({
  name,
  permissions: [[{ on: 'destinationPort', ports, negated: false }]],
  principals: [[]],
  origin: { resource: name, place: NO_PLACE, why: '' },
})

const filter = (action: RbacFilter['action'], policies: readonly RbacPolicy[]): RbacFilter => ({
  kind: 'rbac',
  action,
  policies,
  shadow: [],
})

describe('RBAC', () => {
  it('names the first policy that matches', () => {
    expect(firstMatch([policy('a', 1), policy('b', 8080), policy('c', 8080)], factsOf())?.name).toBe('b')
  })

  it('needs a permission and a principal', () => {
    const nobody: RbacPolicy = { ...policy('a', 8080), principals: [[{ on: 'nothing', negated: false }]] }
    expect(firstMatch([nobody], factsOf())).toBeUndefined()
  })

  it.each<[RbacFilter['action'], number, string | undefined]>([
    ['DENY', 8080, 'rbac_access_denied_matched_policy[p]'],
    ['DENY', 1, undefined],
    ['ALLOW', 8080, undefined],
    ['ALLOW', 1, 'rbac_access_denied_matched_policy[none]'],
    ['LOG', 8080, undefined],
    ['LOG', 1, undefined],
  ])('%s with a policy for port %i: %s', (action, port, details) => {
    expect(checkRbac(filter(action, [policy('p', port)]), factsOf())?.details).toBe(details)
  })

  it('ALLOW without policies denies all', () => {
    expect(checkRbac(filter('ALLOW', []), factsOf())?.details).toBe('rbac_access_denied_matched_policy[none]')
  })
})
