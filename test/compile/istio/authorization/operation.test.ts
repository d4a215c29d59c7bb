import { describe, expect, it } from 'vitest'
import { requestOf } from '../../../proxy/authorize/facts-of.ts'
import { matches } from './allowed.ts'

const to = (operation: object) => ({ to: [{ operation }] })
const asked = (changes: Parameters<typeof requestOf>[0]) => ({ request: requestOf(changes) })

describe('hosts', () => {
  // Recorded cases 232 to 237: the whole header, whatever its case.
  it.each([
    ['web.example', 'web.example', true],
    ['web.example', 'WEB.example', true],
    ['web.example', 'web.example:80', false],
    ['web.*', 'web.example:80', true],
    ['*.example', 'a.web.example', true],
    ['*', 'web', true],
  ])('%s, Host %s: %s', (host, authority, expected) => {
    expect(matches(to({ hosts: [host] }), asked({ authority }))).toBe(expected)
    expect(matches(to({ notHosts: [host] }), asked({ authority }))).toBe(!expected)
  })
})

describe('methods, paths and ports', () => {
  it.each([
    [{ methods: ['GET'] }, true],
    [{ methods: ['get'] }, false],
    [{ methods: ['*'] }, true],
    [{ notMethods: ['GET'] }, false],
    [{ paths: ['/a*'] }, true],
    [{ paths: ['*b'] }, true],
    [{ paths: ['/a'] }, false],
    [{ paths: ['/{*}'] }, false],
    [{ paths: ['/a/{*}'] }, true],
    [{ paths: ['/x', '/{**}'] }, true],
    [{ paths: ['/a*'], notPaths: ['/a/b'] }, false],
    // The port of the workload, not of its Service.
    [{ ports: ['8080'] }, true],
    [{ ports: ['80'] }, false],
    [{ notPorts: ['80'] }, true],
    // All fields must be met.
    [{ methods: ['GET'], ports: ['80'] }, false],
  ])('%j: %s', (operation, expected) => {
    expect(matches(to(operation), asked({ path: '/a/b?c=1' }))).toBe(expected)
  })
})
