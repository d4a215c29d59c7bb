import { describe, expect, test } from 'vitest'
import { SECOND } from '../../src/kernel/time.ts'
import { type WindowRequest, windowsOf } from '../../src/measure/windows.ts'

const marks = [
  { name: 'canary', atNs: 20 * SECOND },
  { name: 'loss', atNs: 50 * SECOND },
]
const seconds = (requests: readonly WindowRequest[], marked = marks, warmup = 10) => {
  const { windows, boundariesNs } = windowsOf(marked, 100 * SECOND, warmup * SECOND, requests)
  return {
    windows: windows.map(({ name, fromNs, toNs }) => [name, fromNs / SECOND, toNs / SECOND]),
    boundaries: boundariesNs.map(ns => ns / SECOND),
  }
}

describe('windowsOf', () => {
  test('without marks there is only the whole run, without its warm-up', () => {
    expect(seconds([], [])).toEqual({ windows: [['whole run', 10, 100]], boundaries: [10, 100] })
  })

  test("a mark's window runs to the next mark or the end", () => {
    expect(seconds([])).toEqual({
      windows: [
        ['whole run', 10, 100],
        ['before canary', 10, 20],
        ['canary', 20, 50],
        ['loss', 50, 100],
      ],
      boundaries: [10, 20, 50, 100],
    })
  })

  test('marks may come in any order', () => {
    expect(seconds([], [marks[1], marks[0]]).boundaries).toEqual([10, 20, 50, 100])
  })

  test('from mark to mark, and a length after a mark, cut at the end', () => {
    const { windows, boundaries } = seconds([
      { text: 'canary..loss', from: 'canary', to: { kind: 'mark', mark: 'loss' } },
      { text: 'loss..+20s', from: 'loss', to: { kind: 'after', ns: 20 * SECOND } },
      { text: 'loss..+90s', from: 'loss', to: { kind: 'after', ns: 90 * SECOND } },
      { text: 'loss', from: 'loss', to: { kind: 'next' } },
    ])
    expect(windows.slice(4)).toEqual([
      ['canary..loss', 20, 50],
      ['loss..+20s', 50, 70],
      ['loss..+90s', 50, 100],
    ])
    expect(boundaries).toEqual([10, 20, 50, 70, 100])
  })

  test('warm-up is in no window', () => {
    const { windows, boundaries } = seconds([], marks, 30)
    expect(windows).toEqual([
      ['whole run', 30, 100],
      ['canary', 30, 50],
      ['loss', 50, 100],
    ])
    expect(boundaries).toEqual([30, 50, 100])
    expect(seconds([], marks, 60).windows.map(([name]) => name)).toEqual(['whole run', 'loss'])
  })

  test('two marks at one instant share their window', () => {
    const twins = [...marks, { name: 'twin', atNs: 20 * SECOND }]
    expect(seconds([], twins).windows).toContainEqual(['twin', 20, 50])
  })

  test('an unknown mark is a fault of the program: the reader has checked', () => {
    expect(() => seconds([{ text: 'x', from: 'x', to: { kind: 'next' } }])).toThrow('mark x')
  })
})
