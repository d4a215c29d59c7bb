import { expect, test } from 'vitest'
import { readScenario } from '../../../src/config/scenario/read.ts'
import { standInFiles } from './worked-example.ts'

/** Code and place of what is wrong with a scenario of a minute, whose last line names a window. */
const brief = (timeline: string, window: string) =>
  readScenario(
    `kind: Scenario
duration: 1m
mesh: { files: [mesh.yaml] }
traffic: { a: { to: http://shop.example/, rate: 5/s } }
warmup: 10s
timeline: ${timeline}
assert: { errors: [{ rate < 1%: during ${window} }] }
`,
    's.yaml',
    { files: standInFiles({}), id: 'x' },
  ).diagnostics.map(({ code, place }) => `${code} ${place.line}:${place.column}`)

test('windows are checked against marks, duration and warm-up', () => {
  const window = (text: string) =>
    brief('[{ at: 5s, mark: a }, { at: 8s, mark: b }, { at: 40s, mark: c }]', text).map(line => line.slice(0, 6))
  expect(['b', 'c', 'a..c', 'a..+20s', 'c..+20s'].flatMap(window)).toEqual([])
  expect(window('a')).toEqual(['MS3025'])
  expect(window('a..b')).toEqual(['MS3025'])
  expect(window('a..+5s')).toEqual(['MS3025'])
  expect(window('c..a')).toEqual(['MS3025'])
  expect(window('c..c')).toEqual(['MS3025'])
  expect(window('c..+0s')).toEqual(['MS3025'])
  expect(window('c..+21s')).toEqual(['MS3011'])
  expect(window('c..+21')).toEqual(['MS3004'])
  expect(window('..c')).toEqual(['MS3022'])
  expect(window('a..b..c')).toEqual(['MS3022'])
})

test('a mark beyond the end is told where it stands, not once more at each window that names it', () => {
  const ended = (text: string) => brief('[{ at: 90s, mark: late }]', text)
  expect(['late', 'late..+5s'].map(ended)).toEqual([['MS3011 6:18'], ['MS3011 6:18']])
})
