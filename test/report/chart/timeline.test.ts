import { expect, test } from 'vitest'
import type { Panel } from '../../../src/report/chart/panel.ts'
import { timelineChart } from '../../../src/report/chart/timeline.ts'

const S = 1_000_000_000
const options = {
  width: 470,
  durationNs: 40 * S,
  warmupNs: 4 * S,
  bucketNs: 10 * S,
  marks: [{ atNs: 20 * S, name: 'zone <a> lost' }],
  panelHeight: 100,
  description: 'a test',
}
const panel: Panel = {
  title: 'latency',
  kind: 'lines',
  unit: 'time',
  series: [{ name: 'v1', color: 0, values: [0, 200_000_000, null, 100_000_000] }],
}

test('points stand at the middle of their bucket, on the scale of the axis, broken at a gap', () => {
  // Plot from x = 58 to 458: 400 px for 40 s, so bucket middles are 108, 208, 308, 408; 0 to 200 ms over 100 px.
  const svg = timelineChart([panel], options)
  const path = /<path class="line c-0" d="(M108 [^"]*)"/.exec(svg)?.[1] ?? ''
  const points = [...path.matchAll(/([ML])([\d.]+) ([\d.]+)/g)].map(([, pen, x, y]) => [pen, Number(x), Number(y)])
  expect(points.map(([pen, x]) => [pen, x])).toEqual([
    ['M', 108],
    ['L', 208],
    ['M', 408],
  ])
  const [bottom, top, middle] = points.map(([, , y]) => Number(y))
  expect(bottom - top).toBeCloseTo(100)
  expect(middle).toBeCloseTo((bottom + top) / 2)
})

test('a mark is a line at its time through every panel, named and numbered once, escaped', () => {
  const svg = timelineChart([panel, panel], options)
  expect(svg.match(/<line class="mark" x1="258" x2="258"/g)).toHaveLength(2)
  expect(svg.match(/1 zone &lt;a&gt; lost/g)).toHaveLength(1)
})

test('the warm-up is hatched from the start to its end', () => {
  expect(timelineChart([panel], options)).toMatch(/<rect class="warmup"[^>]* x="58"[^>]* width="40"/)
  expect(timelineChart([panel], { ...options, warmupNs: 0 })).not.toContain('warmup')
})

test('axis ticks carry their units', () => {
  const svg = timelineChart([panel], options)
  for (const tick of ['100ms', '200ms', '10s', '40s']) expect(svg).toContain(`>${tick}</text>`)
})

test('a stack reaches the sum of its parts', () => {
  const stack: Panel = {
    title: 'requests/s',
    kind: 'stack',
    unit: 'perSecond',
    series: [
      { name: 'v1', color: 0, values: [300, 300, 300, 300] },
      { name: 'v2', color: 1, values: [100, 100, 100, 100] },
    ],
  }
  const svg = timelineChart([stack], options)
  const tops = [...svg.matchAll(/<path class="area c-(\d)" d="M[\d.]+ ([\d.]+)L/g)].map(([, color, y]) => [
    color,
    Number(y),
  ])
  const bottom = Number(/<line class="axis" [^>]*y1="([\d.]+)"/.exec(svg)?.[1])
  expect(svg).toContain('>400/s</text>')
  expect(tops).toEqual([
    ['0', bottom - 75],
    ['1', bottom - 100],
  ])
})

test('a lone peak of latency is cut, and its height told; the rest keeps its scale', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i === 50 ? 60 * S : S / 10))
  const svg = timelineChart([{ ...panel, series: [{ name: 'p99', color: 0, values }] }], { ...options, bucketNs: S })
  expect(svg).toContain('latency (cut; highest 1m)')
  expect(svg).toContain('>400ms</text>')
  expect(svg).not.toContain('>1m</text>')
})
