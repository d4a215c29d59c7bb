import { mapOf } from '../../scenario/format/collection.ts'
import { type Cursor, childOf, meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import { percentage } from './value.ts'

/** Rounding of shares that are written with few digits, and of the sum of decimal fractions. */
const SLACK = 0.1 + 1e-9

/** All destinations with their shares: by subset, host or `host/subset`; sums to 100 ± 0.1. */
export const split: Shape<Readonly<Record<string, number>>> = meaning(
  mapOf('mapping of destinations to percent', percentage),
  (entries, cursor) => {
    const shares = Object.fromEntries(entries.map(({ key, value }) => [key.name, value]))
    const sum = entries.reduce((total, { value }) => total + value, 0)
    const isWhole = Math.abs(sum - 100) <= SLACK
    if (!isWhole) {
      const message = `the shares sum to ${Number(sum.toFixed(3))}, not to 100`
      const help = 'shares are percent of the total, also where the weights of the rule sum to something else'
      reportAt(cursor, { code: 'MS4004', message, help }, 'key')
    }
    const isClear = checkKeys(Object.keys(shares), cursor)
    return isWhole && isClear ? shares : undefined
  },
)

/** A key for one destination and a further one that may mean the same leave open which of them is right. */
function checkKeys(keys: readonly string[], cursor: Cursor): boolean {
  const doubtful = keys.flatMap((key, index) => {
    const rival = keys.slice(0, index).find(before => mayBeOne(before, key))
    return rival === undefined ? [] : [{ key, rival }]
  })
  for (const { key, rival } of doubtful) {
    const help = 'write every destination as host/subset'
    reportAt(
      childOf(cursor, key),
      { code: 'MS4005', message: `may mean the same destination as ${rival}`, help },
      'key',
    )
  }
  return doubtful.length === 0
}

/** `v1` and `reviews/v1`; `reviews` and `reviews.default`. A host beside `host/subset` means the rest of it. */
function mayBeOne(a: string, b: string): boolean {
  const [first, second] = [partsOf(a), partsOf(b)]
  if (first.subset !== undefined && second.subset !== undefined) {
    return first.subset === second.subset && isOneHost(first.name, second.name)
  }
  if (first.subset === undefined && second.subset === undefined) return isOneHost(a, b)
  return first.subset === second.name || second.subset === first.name
}

function partsOf(key: string): { readonly name: string; readonly subset?: string } {
  const slash = key.indexOf('/')
  return slash < 0 ? { name: key } : { name: key.slice(0, slash), subset: key.slice(slash + 1) }
}

/** Whether one of two names of a host may be the short form of the other: `reviews`, `reviews.prod`, `reviews.prod.svc...`. */
function isOneHost(a: string, b: string): boolean {
  if (a === b) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  const isService = /^[^.]+\.[^.]+\.svc(?:\.|$)/.test(long) || (!short.includes('.') && /^[^.]+\.[^.]+$/.test(long))
  return isService && long.startsWith(`${short}.`)
}
