import { describe, expect, it } from 'vitest'
import { matchesTemplate } from '../../../src/proxy/authorize/path-template.ts'

const fits = (path: string, template: string) =>
  matchesTemplate(path, { kind: 'template', segments: template.split('/').slice(1) })

// The recordings' cases 230 and 231, and Envoy's set of characters.
describe('a path and a template', () => {
  it.each([
    ['/v1/*', '/v1/users', true],
    ['/v1/*', '/v1/', false],
    ['/v1/*', '/v1/users/7', false],
    ['/v1/users/**', '/v1/users/', true],
    ['/v1/users/**', '/v1/users', false],
    ['/v1/users/**', '/v1/users/7/edit', true],
    ['/v1/**/orders', '/v1/a/b/orders', true],
    ['/v1/**/orders', '/v1//orders', true],
    ['/v1/**/orders', '/v1/orders', false],
    ['/v1/*/orders', '/v1//orders', false],
    // A dot is a dot.
    ['/a.b/*', '/axb/1', false],
    // Characters outside of a URI's fit no operator.
    ['/v1/*', '/v1/a b', false],
    ['/v1/*', '/v1/a%20b', true],
  ])('%s, %s: %s', (template, path, expected) => {
    expect(fits(path, template)).toBe(expected)
  })
})
