import { expect, it } from 'vitest'
import { SECOND } from '../../src/kernel/time.ts'
import { Users } from '../../src/traffic/users.ts'

const exp = { kind: 'exp', meanNs: 3 * SECOND } as const

it('think for the mean time asked for', () => {
  const users = new Users({ users: 200, think: exp }, 1, 's')
  const n = 200 * 50
  let sum = 0
  for (let i = 0; i < n; i++) sum += users.thinkNs(i % 200)
  // The standard error of a mean of n exponentials is mean / sqrt(n).
  expect(Math.abs(sum / n / (3 * SECOND) - 1)).toBeLessThan(4 / Math.sqrt(n))
})

it('have streams of their own: more users, or another asking first, change nothing', () => {
  const few = new Users({ users: 2, think: exp }, 1, 's')
  const many = new Users({ users: 5, think: exp }, 1, 's')
  many.thinkNs(4)
  many.thinkNs(0)
  expect([many.thinkNs(1), many.thinkNs(1)]).toEqual([few.thinkNs(1), few.thinkNs(1)])
  expect(new Users({ users: 2, think: exp }, 1, 'other').thinkNs(0)).not.toBe(few.thinkNs(0))
})

it('do not all start at once, even with a constant think time', () => {
  const users = new Users({ users: 1000, think: { kind: 'const', valueNs: SECOND } }, 1, 's')
  const starts = Array.from({ length: 1000 }, (_, user) => users.firstNs(user))
  expect(starts.every(ns => Number.isInteger(ns) && ns >= 0 && ns <= SECOND)).toBe(true)
  const mean = starts.reduce((sum, ns) => sum + ns, 0) / 1000
  // Uniform on a second: standard error 1 s / sqrt(12 x 1000).
  expect(Math.abs(mean - SECOND / 2)).toBeLessThan((4 * SECOND) / Math.sqrt(12_000))
})

it('start at 0 when they do not think', () => {
  const users = new Users({ users: 3, think: { kind: 'const', valueNs: 0 } }, 1, 's')
  expect([users.count, users.firstNs(0), users.firstNs(2), users.thinkNs(1)]).toEqual([3, 0, 0, 0])
})
