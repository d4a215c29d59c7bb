import { expect, test } from 'vitest'
import { globRoot, globToRegExp, isGlob } from '../../src/config/glob.ts'

test.each([
  ['mesh/*.yaml', 'mesh/a.yaml', true],
  ['mesh/*.yaml', 'mesh/sub/a.yaml', false],
  ['mesh/*.yaml', 'mesh/axyaml', false],
  ['mesh/*.yaml', 'mesh/.a.yaml', false],
  ['**/*.yaml', 'a.yaml', true],
  ['**/*.yaml', 'a/b/c.yaml', true],
  ['**/*.yaml', '.git/c.yaml', false],
  ['mesh/**', 'mesh/a/b.yaml', true],
  ['mesh/**', 'other/a', false],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['{a,b{1,2}}.yml', 'b2.yml', true],
  ['{a,b{1,2}}.yml', 'b.yml', false],
  ['a+(b).yaml', 'a+(b).yaml', true],
  ['{open.yaml', '{open.yaml', true],
])('%s meets %s: %s', (pattern, path, expected) => {
  expect(globToRegExp(pattern).test(path)).toBe(expected)
})

test('a walk begins above the first wildcard', () => {
  expect(globRoot('mesh/eu/*.yaml')).toBe('mesh/eu')
  expect(globRoot('*.yaml')).toBe('')
  expect(globRoot('/*.yaml')).toBe('/')
  expect(isGlob('mesh/a.yaml')).toBe(false)
})
