import { describe, expect, it } from 'vitest'
import { readBand, readRecording } from '../../../src/validation/e2e/read-recording.ts'
import { Unreadable } from '../../../src/validation/json-field.ts'
import { smallRecording } from './small-recording.ts'

const KILL = { t: 4, do: 'mode', pods: ['reviews-v1-a1', 'reviews-v1-b1'], mode: 'down' }
const SLOW = { t: 5.5, do: 'slow', svc: 'reviews-v1', factor: 8 }

function read(parts: Parameters<typeof smallRecording>[0]) {
  return readRecording(smallRecording(parts))
}

describe('readRecording', () => {
  it('feeds the planned times, in order', () => {
    expect(read({ arrivalsS: [2.5, 1.25] }).runs[0].arrivalsNs).toEqual([1.25e9, 2.5e9])
  })

  it('takes what really happened, and when, before what was planned', () => {
    const faults = [
      { t_s: 4.001, pod: 'reviews-v1-a1', mode: 'down' },
      { t_s: 4.002, pod: 'reviews-v1-b1', mode: 'down' },
    ]
    const { runs } = read({ timeline: [KILL, SLOW], faults })
    expect(runs[0].events).toEqual([
      { kind: 'mode', atNs: 4.001e9, pod: 'reviews-v1-a1', mode: 'down' },
      { kind: 'mode', atNs: 4.002e9, pod: 'reviews-v1-b1', mode: 'down' },
      // Nothing is told of it: as planned.
      { kind: 'slow', atNs: 5.5e9, service: 'reviews-v1', factor: 8 },
    ])
  })

  it('draws the delay of pushes that no run tells of, within its bounds and per proxy', () => {
    const split = { 'reviews-v1': 0, 'reviews-v2': 100 }
    const { runs } = read({
      timeline: [
        { t: 2, do: 'rds', split, delay: [1, 3] },
        { t: 6, do: 'eds', remove: ['reviews-v1-b1'] },
        { t: 7, do: 'eds', remove: [] },
      ],
    })
    const [first, second, ...all] = runs[0].events
    expect(first).toMatchObject({ kind: 'rds', proxy: 'productpage-a1', split: new Map(Object.entries(split)) })
    expect(first.atNs).toBeGreaterThanOrEqual(3e9)
    expect(first.atNs).toBeLessThan(5e9)
    const removed = ['reviews-v1-b1']
    expect(second).toEqual({ kind: 'eds', atNs: 6e9, proxy: 'productpage-a1', cluster: 'reviews-v1', removed })
    // All are back, in every cluster of every proxy.
    expect(all).toHaveLength(3)
    expect(all.every(event => event.kind === 'eds' && event.removed.length === 0)).toBe(true)
  })

  it('reads Envoy’s durations and the phase of the sweeps', () => {
    const { settings, runs } = read({
      reviewsRoute: { timeout: '1.5s' },
      sweepPhase: { 'productpage-a1': { t_s_mod_5: 1.429, from: 'process start' } },
    })
    expect(settings.routes.get('reviews')?.timeoutNs).toBe(1.5e9)
    expect(settings).toMatchObject({ backOffBaseNs: 25e6, choiceCount: 3, mergeWindowNs: 500e6, idleTimeoutNs: 3600e9 })
    expect(runs[0].sweepPhaseNs.get('productpage-a1')).toBe(1.429e9)
  })

  it.each([
    ['an operation', { timeline: [{ t: 1, do: 'reboot' }] }, /timeline\[0\]\.do: one of rds, eds, mode, slow/],
    ['a mode', { timeline: [{ ...KILL, mode: 'sleepy' }] }, /timeline\[0\]\.mode: one of normal, fail503/],
    [
      'a distribution',
      { reviewsV1: { service_time_ms: { dist: 'pareto' } } },
      /service_time_ms\.dist: one of lognormal/,
    ],
    ['a field of an application', { reviewsV1: { threads: 2 } }, /reviews-v1\.threads/],
    ['an error of nobody', { errors: { books: { status: 500, fraction: 0.1 } } }, /application_errors\.books/],
  ])('does not pass over %s that it does not know', (_, parts, message) => {
    expect(() => read(parts)).toThrow(Unreadable)
    expect(() => read(parts)).toThrow(message)
  })

  it.each([
    ['rules', ['A pod answers by pigeon.']],
    ['meaning', { slow: 'the clock runs slower' }],
  ])('does not pass over a sentence that says something else: %s', (what, value) => {
    const change = (scenario: Record<string, unknown>): void => {
      if (what === 'meaning') scenario.timeline_meaning = value
      else scenario.applications = { ...(scenario.applications as object), rules: value }
    }
    expect(() => read({ change })).toThrow(Unreadable)
  })
})

describe('readBand', () => {
  const windows = [
    { fromNs: 0, toNs: 5e9 },
    { fromNs: 5e9, toNs: 61.5e9 },
  ]
  const files = (entry: object) => ({ ...smallRecording(), runs: JSON.stringify({ band: [entry] }) })

  it('gives every figure of every window', () => {
    const figures = { 'client.requests': { mean: 8, sd: 1, next_run_95: [4.5, 11.5], n: 4 } }
    expect(readBand(files({ from_s: 5, to_s: 61.5, figures }), windows)).toEqual([
      { window: 1, name: 'client.requests', mean: 8, low: 4.5, high: 11.5 },
    ])
  })

  it('a figure of a single run has no width', () => {
    const figures = { 'hop[a>b].latency_ms.p50': { mean: 8, sd: null, next_run_95: null, n: 1 } }
    expect(readBand(files({ from_s: 0, to_s: 5, figures }), windows)).toMatchObject([{ mean: 8, low: 8, high: 8 }])
  })

  it('refuses a window that the scenario does not have', () => {
    expect(() => readBand(files({ from_s: 5, to_s: 6, figures: {} }), windows)).toThrow(/a window of windows_s/)
  })
})
