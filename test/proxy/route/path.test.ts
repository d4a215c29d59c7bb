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

// Recorded case 258.
describe('other normalisations', () => {
  it.each([
    ['NONE', '/a/../%61//b#c', '/a/../%61//b'],
    ['MERGE_SLASHES', '/a//b///c/./d?e//f', '/a/b/c/d?e//f'],
    ['MERGE_SLASHES', '///?a=//', '//?a=//'],
    ['MERGE_SLASHES', '//a//', '/a/'],
    ['MERGE_SLASHES', '/a%2Fb', '/a%2Fb'],
    ['DECODE_AND_MERGE_SLASHES', '/a%2fb%5Cc%2F/d', '/a/b/c/d'],
    ['DECODE_AND_MERGE_SLASHES', '/a%2F..%2Fb', '/b'],
  ] as const)('%s: %s -> %s', (mode, path, expected) => {
    expect(normalisePath(path, mode)).toBe(expected)
  })
})
