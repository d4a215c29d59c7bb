import { beforeAll, describe, expect, it } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import { checkCase } from '../../../src/validation/dynamics/check-case.ts'
import { caseLines, closingLine, exitCode } from '../../../src/validation/dynamics/table.ts'

beforeAll(initHash)

/** Envoy as recorded: of two hosts the first fails; its third 503 ejects it. */
const CASE = {
  case: 'two hosts',
  config: {
    concurrency: 1,
    lb_policy: 'ROUND_ROBIN',
    hosts: 2,
    outlier_detection: { interval: '10s', base_ejection_time: '30s', consecutive_5xx: 3, max_ejection_percent: 50 },
  },
  script: {
    backends: { h0: 503, others: 200 },
    offered: { pattern: 'sequential', count: 8, gap_ms_after_response: 10 },
  },
  observed: {
    events: [
      { t: 45, action: 'eject', host: 'h0', type: 'CONSECUTIVE_5XX', num_ejections: 1, after_request: 4 },
    ] as object[],
    counters: {
      membership_healthy: 1,
      'outlier_detection.ejections_active': 1,
      'outlier_detection.ejections_detected_consecutive_5xx': 1,
      'outlier_detection.ejections_enforced_consecutive_5xx': 1,
      'outlier_detection.ejections_enforced_total': 1,
    },
    host_by_request: [0, 1, 0, 1, 0, 1, 1, 1],
    status_by_request: [503, 200, 503, 200, 503, 200, 200, 200],
  },
  tolerance: { events_t_ms: 25 },
}

const differing = (recorded: object) => {
  const { facts, unreadable } = checkCase('case.json', recorded)
  return unreadable ?? facts.filter(({ agrees }) => !agrees).map(({ quantity }) => quantity)
}

describe('a recorded case', () => {
  it('agrees', () => {
    const report = checkCase('case.json', CASE)
    expect(closingLine([report])).toBe('27 of 27 facts agree in 1 cases (0 set aside)')
    expect(exitCode([report])).toBe(0)
  })

  it('differs where the recording says something else', () => {
    const { observed } = CASE
    const hosts = { ...observed, host_by_request: [0, 1, 0, 1, 0, 0, 1, 1] }
    expect(differing({ ...CASE, observed: hosts })).toEqual(['host_by_request[5]'])
    const counters = { ...observed, counters: { ...observed.counters, lb_healthy_panic: 2 } }
    expect(differing({ ...CASE, observed: counters })).toEqual(['counters.lb_healthy_panic'])
    const events = { ...observed, events: [] }
    expect(differing({ ...CASE, observed: events })).toContain('events[0].action')
    expect(exitCode([checkCase('case.json', { ...CASE, observed: events })])).toBe(1)
  })

  it('differs with other settings', () => {
    const { config } = CASE
    const later = { ...config, outlier_detection: { ...config.outlier_detection, consecutive_5xx: 4 } }
    // The fourth 503 is that of request 6, which the recorded Envoy sent to the other host.
    expect(differing({ ...CASE, config: later })).toEqual([
      'events[0].after_request',
      'host_by_request[6]',
      'status_by_request[6]',
    ])
  })
})

describe('what cannot be read fails the case', () => {
  it.each<[string, object]>([
    ['a setting', { config: { ...CASE.config, lb_policy: 'SUBSET' } }],
    ['a field of the configuration', { config: { ...CASE.config, zone_aware: true } }],
    ['a server', { script: { ...CASE.script, backends: { h0: 'sulks', others: 200 } } }],
    ['a pattern', { script: { ...CASE.script, offered: { pattern: 'whenever' } } }],
    ['a tolerance', { tolerance: { events_t_ms: 'about right' } }],
    ['a kind', { observed: { mood: 'fine' } }],
  ])('%s', (_, change) => {
    const report = checkCase('case.json', { ...CASE, ...change })
    expect(report.unreadable).toBeDefined()
    expect(exitCode([report])).toBe(2)
    expect(caseLines(report)).toHaveLength(1)
  })
})
