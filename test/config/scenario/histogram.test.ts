import { describe, expect, test } from 'vitest'
import { readHistogram } from '../../../src/config/scenario/histogram.ts'

const lines = (text: string) =>
  readHistogram(text, 'h.csv').diagnostics.map(({ code, place }) => `${code} ${place.file}:${place.line}`)

describe('histogram files', () => {
  test('each line counts the values above the line before', () => {
    expect(readHistogram('5ms,10\n8ms,0\n20ms,5\n', 'h.csv')).toEqual({
      spec: { kind: 'histogram', boundsNs: [0, 5e6, 8e6, 20e6], counts: [10, 0, 5] },
      diagnostics: [],
    })
  })

  test('a header may give the unit; a first count of 0 moves the lower edge', () => {
    const { spec } = readHistogram('value_ms,count\n2,0\n\n# measured on a quiet day\n5,10\n', 'h.csv')
    expect(spec).toEqual({ kind: 'histogram', boundsNs: [2e6, 5e6], counts: [10] })
  })

  test.each(['us,count\n7,1', 'value (us),count\n7,1', 'value,count\r\n7us,1\r\n', '\uFEFF7us,1'])(
    '%j is read',
    text => {
      expect(readHistogram(text, 'h.csv').spec).toEqual({ kind: 'histogram', boundsNs: [0, 7000], counts: [1] })
    },
  )

  test('all bad lines are told', () => {
    const text = '5ms,10\n6,1\n7ms\n8ms,many\n4ms,1\n9ms,-1\n10ms,1.5\n'
    expect(lines(text)).toEqual([2, 3, 4, 5, 6, 7].map(line => `MS3031 h.csv:${line}`))
  })

  test.each(['', 'ms,count\n', '5ms,0\n6ms,0\n'])('%j holds no measurement', text => {
    expect(lines(text)).toEqual(['MS3031 h.csv:1'])
  })

  test('after 50 bad lines the rest is not told', () => {
    expect(lines('x,y\n'.repeat(80))).toHaveLength(50)
  })
})
