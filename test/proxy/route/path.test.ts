import { describe, expect, it } from 'vitest'
import { normalisePath, pathWithoutQuery } from '../../../src/proxy/route/path.ts'

describe('normalisation BASE', () => {
  it.each([
    ['/a/./b', '/a/b'],
    ['/a/x/../b', '/a/b'],
    ['/../a/b', '/a/b'],
    ['/a/%62', '/a/b'],
    ['/a/%2e%2e/a/b', '/a/b'],
    ['/a\\b', '/a/b'],
    ['/a%2Fb', '/a%2Fb'],
    ['/x//y/../z', '/x//z'],
    ['/a/b?x=../y', '/a/b?x=../y'],
    ['/a#frag', '/a'],
    ['/a/..', '/'],
  ])('%s -> %s', (path, expected) => {
    expect(normalisePath(path)).toBe(expected)
  })

  it('gives matchers the path without query', () => {
    expect(pathWithoutQuery('/a?b#c')).toBe('/a')
  })
})
