import { describe, expect, it } from 'vitest'
import { FAILED_OUTLIER_CHECK } from '../../src/proxy/host-table.ts'
import { assignmentOf, hostTable } from './hosts.ts'

describe('a push', () => {
  it('keeps slots and state by address, whatever the order', () => {
    const hosts = hostTable(3)
    hosts.active[1] = 4
    hosts.flags[1] |= FAILED_OUTLIER_CHECK
    const changes = hosts.update(
      assignmentOf([
        { address: 'h2:80', weight: 7 },
        { address: 'h1:80', priority: 1 },
      ]),
      5,
    )
    expect(changes).toEqual({ added: [], removed: [0] })
    expect(hosts.current).toEqual([2, 1])
    expect([...hosts.alive.slice(0, 3)]).toEqual([0, 1, 1])
    expect(hosts.weight[2]).toBe(7)
    expect(hosts.priority[1]).toBe(1)
    expect(hosts.active[1]).toBe(4)
    expect(hosts.healthy(1)).toBe(false)
  })

  it('gives a host that comes back, or moves to another locality, a new slot', () => {
    const hosts = hostTable(2)
    hosts.update(assignmentOf(1), 5)
    expect(hosts.update(assignmentOf(2), 6).added).toEqual([2])
    expect(hosts.addedNs[2]).toBe(6)
    expect(hosts.update(assignmentOf([{ zone: 'z' }, {}]), 7)).toEqual({ added: [3], removed: [0] })
  })

  it('takes EDS health without touching an ejection', () => {
    const hosts = hostTable([{ unhealthy: true }, {}])
    expect([0, 1].map(slot => hosts.healthy(slot))).toEqual([false, true])
    hosts.flags[0] |= FAILED_OUTLIER_CHECK
    hosts.update(assignmentOf(2), 1)
    expect(hosts.healthy(0)).toBe(false)
    hosts.flags[0] &= ~FAILED_OUTLIER_CHECK
    expect(hosts.healthy(0)).toBe(true)
  })

  it('counts an address once', () => {
    expect(hostTable([{ address: 'a' }, { address: 'a' }]).current).toEqual([0])
  })

  it('takes more hosts than there was room for', () => {
    const hosts = hostTable(1000)
    expect(hosts.current).toHaveLength(1000)
    expect(hosts.weight[999]).toBe(1)
    expect(hosts.address[999]).toBe('h999:80')
  })
})
