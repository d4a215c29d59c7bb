import { parsePercent } from '../fraction.ts'
import { quoted } from '../parsed.ts'
import type { PodTarget } from '../scenario.ts'
import { choice } from './collection.ts'
import { named } from './figure.ts'
import { object, optional, required } from './object.ts'
import { wrongType } from './scalar.ts'
import { meaning, reportAt, type Shape } from './shape.ts'

/** `1` or `50%` of the pods. */
const podCount: Shape<NonNullable<PodTarget['pods']>> = {
  name: 'number or percentage of pods',
  parts: { kind: 'scalar' },
  schema: () => ({
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'string', pattern: '^\\d+(\\.\\d+)?\\s*%$' },
    ],
  }),
  read: cursor => {
    const { value } = cursor
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return { count: value }
    if (typeof value === 'string') {
      const share = parsePercent(value)
      return share.ok ? { share: share.value } : reportAt(cursor, share)
    }
    if (typeof value !== 'number') return wrongType(cursor, 'number or percentage of pods')
    const help = 'allowed: a whole number of 1 or more, or a percentage'
    return reportAt(cursor, { code: 'MS3007', message: `${quoted(String(value))} is not a number of pods`, help })
  },
}

/** A pod, a workload or a glob, or some pods of a workload. */
export const podTarget: Shape<PodTarget> = choice<PodTarget>('pod, workload or { workload, pods }', {
  scalar: meaning(named('pod or workload'), name => ({ name })),
  mapping: meaning(
    object('target', {
      workload: required(named('workload'), 'Workload, or a glob over workloads.', { example: 'reviews-v2' }),
      pods: optional(podCount, 'How many of its pods: a number or a percentage. Default: all.', { example: '50%' }),
    }),
    value => ({ name: value.workload, ...(value.pods && { pods: value.pods }) }),
  ),
})
