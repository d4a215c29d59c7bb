import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers } from './meshes.ts'
import { observe } from './records-of.ts'

describe('two workloads whose tables are the same', () => {
  it('are told apart in the shares that they are meant to keep', async () => {
    const half = (subset: string) => ({ destination: { host: 'server', subset }, weight: 50 })
    const { result } = await observe({
      mesh: documents(
        servers(1, 'left', 'right'),
        servers(1, 'server'),
        policyFor('server', {}, ['v1', 'v2']),
        ruleFor('server', { route: [half('v1'), half('v2')] }),
      ),
      scenario: `
duration: 2s
traffic:
  left: { to: http://server/, from: left, rate: 50/s, arrivals: even }
  right: { to: http://server/, from: right, rate: 50/s, arrivals: even }
`,
    })
    const configured = result.shares.map(({ at, configured }) => `${at} ${configured}`).sort()
    expect(configured).toEqual(['default/left 0.5', 'default/left 0.5', 'default/right 0.5', 'default/right 0.5'])
  })
})
