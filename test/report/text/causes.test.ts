import { expect, it } from 'vitest'
import { causeTextLines } from '../../../src/report/text/causes.ts'
import { widthOf } from '../../../src/report/text/layout.ts'
import { styleOf } from '../../../src/report/text/style.ts'
import { noCauses, sampleCauses } from '../sample-causes.ts'
import { sampleResult } from '../sample-result.ts'

const style = (width: number, unicode = true) => styleOf({ width, color: false, unicode })
const lines = (causes: typeof sampleCauses | undefined, width = 100) =>
  causeTextLines({ ...sampleResult, causes }, style(width))

it('no line where nothing happened, and none for a result that knows no causes', () => {
  expect(lines(noCauses)).toEqual([])
  expect(lines(undefined)).toEqual([])
})

it('names each topic once, and continues below the sentence', () => {
  const [title, ...more] = lines(sampleCauses)
  expect(title).toBe('Why')
  const heads = more.map(line => line.slice(2, 12).trim()).filter(head => head !== '')
  expect(heads).toEqual(['ejected', 'kept in', 'priorities', 'panic', 'limits', 'retries', 'path'])
  expect(more[0]).toMatch(/^ {2}ejected {5}productpage-v1 → reviews \(v2\): 2 pods 3 times by 1 of 4 proxies, /)
  expect(more[1]).toMatch(/^ {14}\S/)
})

it('is short: two of a topic, the others counted', () => {
  const [row] = sampleCauses.breakers
  const breakers = ['a', 'b', 'c', 'd'].map(name => ({ ...row, to: `default/${name}` }))
  const text = lines({ ...noCauses, breakers }, 160)
  expect(text).toHaveLength(1 + 2 + 1)
  expect(text[3]).toBe('              … and 2 more: see the report')
})

it.each([40, 60, 80, 120])('no line is wider than %d columns, with and without UTF-8', width => {
  for (const unicode of [true, false]) {
    const text = causeTextLines({ ...sampleResult, causes: sampleCauses }, style(width, unicode))
    for (const line of text) expect(widthOf(line), line).toBeLessThanOrEqual(width)
    if (!unicode) expect(text.join('')).toMatch(/^[ -~]*$/)
  }
})
