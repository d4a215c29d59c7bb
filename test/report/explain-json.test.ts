import { expect, it } from 'vitest'
import type { Explanation } from '../../src/dataplane/explanation.ts'
import { explanationJson } from '../../src/report/explain-json.ts'

it('has the keys of a recorded call, the trail beside them, and further proxies under next', () => {
  const hop = { at: 'sidecar of a/web', pod: 'web-0', share: 1, got: { status: 200 }, trail: [], endings: [] }
  const explanation: Explanation = {
    from: { kind: 'gateway', namespace: 'istio-system', name: 'in', port: 80, why: 'named' },
    request: { method: 'GET', url: 'http://a/', headers: {} },
    assumed: ['x'],
    hops: [hop, { ...hop, at: 'server', share: 0.5 }],
  }
  const text = explanationJson(explanation)
  expect(text.endsWith('}\n')).toBe(true)
  expect(JSON.parse(text)).toEqual({
    schema: 1,
    from: { gateway: 'in', namespace: 'istio-system', port: 80, why: 'named' },
    request: { method: 'GET', url: 'http://a/', headers: {} },
    ...hop,
    next: [{ ...hop, at: 'server', share: 0.5 }],
    assumed: ['x'],
  })
})
