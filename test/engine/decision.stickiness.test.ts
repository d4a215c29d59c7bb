import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, servers } from './meshes.ts'
import { observe } from './records-of.ts'

/** Pods that the requests of each user reached, as traffic sources of one user each. */
async function podsByUser(consistentHash: object, header: string, written: (user: string) => string) {
  const users = Array.from({ length: 12 }, (_, i) => `user-${i}`)
  const sources = users.map(
    user => `  ${user}: { to: http://server/, from: caller, rate: 10/s, headers: { ${header}: ${written(user)} } }`,
  )
  const { records } = await observe({
    mesh: documents(
      servers(5, 'server'),
      servers(2, 'caller'),
      policyFor('server', { loadBalancer: { consistentHash } }),
    ),
    scenario: `
duration: 5s
workloads: { server: { time: 1ms } }
traffic:
${sources.join('\n')}
`,
  })
  expect(new Set(records.map(({ proxy }) => proxy)).size).toBe(2)
  return users.map(user => new Set(records.filter(({ source }) => source === user).map(({ pod }) => pod)))
}

describe('consistent hashing', () => {
  it.each<[string, object, string, (user: string) => string]>([
    ['ring, by a header', { httpHeaderName: 'x-user' }, 'x-user', user => user],
    ['Maglev, by a header', { httpHeaderName: 'x-user', maglev: { tableSize: 65537 } }, 'x-user', user => user],
    ['ring, by a cookie', { httpCookie: { name: 'session', ttl: '0s' } }, 'cookie', user => `session=${user}`],
  ])(
    '%s: all requests of one user reach one pod, through whichever proxy',
    async (_, consistentHash, header, written) => {
      const pods = await podsByUser(consistentHash, header, written)
      expect(pods.map(reached => reached.size)).toEqual(Array(12).fill(1))
      expect(new Set(pods.flatMap(reached => [...reached])).size).toBeGreaterThan(1)
    },
  )

  it('without the header it is a matter of chance', async () => {
    const pods = await podsByUser({ httpHeaderName: 'x-other' }, 'x-user', user => user)
    expect(pods.every(reached => reached.size > 1)).toBe(true)
  })
})
