import { describe, expect, it } from 'vitest'
import { replaceTrustDomains } from '../../../../src/compile/istio/authorization/trust-domain.ts'

const MESH = ['corp.example', 'old.example']

describe('a principal under the trust domains of the mesh', () => {
  it.each([
    ['corp.example/ns/a/sa/b', ['corp.example/ns/a/sa/b', 'old.example/ns/a/sa/b']],
    ['old.example/ns/a/sa/b', ['corp.example/ns/a/sa/b', 'old.example/ns/a/sa/b']],
    // Stands for the mesh's own, whatever it is called.
    ['cluster.local/ns/a/sa/b', ['corp.example/ns/a/sa/b', 'old.example/ns/a/sa/b']],
    ['other.example/ns/a/sa/b', ['other.example/ns/a/sa/b']],
    ['*.example/ns/a/sa/b', ['*.example/ns/a/sa/b']],
    ['*/ns/a/sa/b', ['*/ns/a/sa/b']],
    ['*', ['*']],
    ['*/sa/b', ['*/sa/b']],
  ])('%s: %j', (principal, expected) => {
    expect(replaceTrustDomains(principal, MESH)).toEqual(expected)
  })
})
