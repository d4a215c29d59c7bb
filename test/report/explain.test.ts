import { describe, expect, it } from 'vitest'
import type { Explanation, Step } from '../../src/dataplane/explanation.ts'
import { NO_PLACE } from '../../src/kernel/place.ts'
import { explanationText } from '../../src/report/explain.ts'

const PLAIN = { width: 80, color: false, unicode: true }
const at = (line: number, why = '', resource = '') => ({
  resource,
  place: { file: 'mesh/a.yaml', line, column: 3 },
  why,
})
const step = (title: string, text: string, rest: Partial<Step> = {}): Step => ({ title, text, inner: [], ...rest })

const EXPLANATION: Explanation = {
  from: { kind: 'workload', namespace: 'default', name: 'web', why: 'named by --from' },
  request: { method: 'GET', url: 'http://cart:8080/api', headers: { 'end-user': 'jason', b: ['1', '2'] } },
  assumed: [],
  hops: [
    {
      at: 'sidecar of default/web',
      pod: 'web-0',
      share: 1,
      got: {},
      trail: [
        step('listener', '0.0.0.0_8080: takes port 8080 of every address'),
        step('virtual host', 'cart.default.svc.cluster.local:8080, by its domain cart', {
          origin: at(1, 'oldest', 'VirtualService/default/cart'),
        }),
        step('VirtualService/default/cart#0', 'needs path is "/x": it is "/api"', { mark: 'passed', origin: at(9) }),
        step('VirtualService/default/cart#1', 'takes every request', { mark: 'taken', origin: at(12) }),
        step('VirtualService/default/cart#2', 'is for port 80 only', { mark: 'absent', origin: at(15) }),
        step('to 90%', 'outbound|8080|v1|cart.default.svc.cluster.local', {
          origin: at(13),
          inner: [step('limits', 'maxPendingRequests 64', { origin: at(31) })],
        }),
        step('policy', 'from the control plane', { origin: { resource: 'istiod', place: NO_PLACE, why: 'a reason' } }),
      ],
      endings: [
        { probability: 0.9, text: 'the answer of an endpoint', isFailure: false },
        { probability: 0.1, text: '503 NC: no such cluster', isFailure: true },
      ],
    },
    { at: 'gateway out/gw', pod: 'gw-0', share: 0.125, got: {}, trail: [], endings: [] },
  ],
}

describe('the text of an explanation', () => {
  it('is one indented line per decision, each with its place', () => {
    expect(explanationText(EXPLANATION, PLAIN)).toBe(`\
GET http://cart:8080/api (end-user: jason; b: 1, 2)
from workload default/web: named by --from

at the sidecar of default/web (pod web-0)
  listener      0.0.0.0_8080: takes port 8080 of every address
  virtual host  cart.default.svc.cluster.local:8080, by its domain cart
                VirtualService/default/cart mesh/a.yaml:1 (oldest)
  ✗ VirtualService/default/cart#0  needs path is "/x": it is "/api"
      mesh/a.yaml:9
  ✓ VirtualService/default/cart#1  takes every request  mesh/a.yaml:12
  – VirtualService/default/cart#2  is for port 80 only  mesh/a.yaml:15
  to 90%        outbound|8080|v1|cart.default.svc.cluster.local  mesh/a.yaml:13
    limits        maxPendingRequests 64  mesh/a.yaml:31
  policy        from the control plane  (a reason)
  outcome       90%  the answer of an endpoint
  outcome       10%  503 NC: no such cluster

then 12.5% of them at the gateway out/gw (pod gw-0)
`)
  })

  it('keeps to the width, and a place in one piece', () => {
    const text = explanationText(EXPLANATION, { ...PLAIN, width: 44 })
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(44)
    expect(text).toContain('mesh/a.yaml:31')
  })

  it('has a plain form for terminals without UTF-8, and colours only when asked', () => {
    const sign = String.fromCharCode(27)
    expect(explanationText(EXPLANATION, { ...PLAIN, unicode: false })).toMatch(/^[ -~\n]*$/)
    expect(explanationText(EXPLANATION, PLAIN)).not.toContain(sign)
    expect(explanationText(EXPLANATION, { ...PLAIN, color: true })).toContain(sign)
  })

  it('counts rules in the middle of a long table', () => {
    const rules = Array.from({ length: 30 }, (_, i) => step(`rule ${i}`, 'no', { mark: 'passed' as const }))
    const [hop] = EXPLANATION.hops
    const text = explanationText({ ...EXPLANATION, hops: [{ ...hop, trail: rules }] }, PLAIN)
    expect(text).toContain('rule 7 ')
    expect(text).not.toContain('rule 8 ')
    expect(text).toContain('and 14 more rules that do not match')
    expect(text).toContain('rule 22 ')
  })
})
