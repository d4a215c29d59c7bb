import { flagsText } from '../../../engine/flags.ts'
import { bodyText, detailsText } from '../../../proxy/response-details.ts'
import { field, isPresent, itemsOf, type JsonField, numberOf, onlyFields, phrase } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { compareLeaves } from '../leaves.ts'
import { durationNs } from '../retries/route-settings.ts'
import { weightedHostOf } from './routes.ts'
import { type Way, waysOf } from './ways.ts'

/** Requests at planned instants against a token bucket. */
export const RATE_LIMIT: CaseKind = {
  recognises: at => isPresent(field(field(at, 'config'), 'local_ratelimit')),
  factsOf: at => {
    const script = field(at, 'script')
    const [, status] = phrase(field(script, 'backends'), /^all (\d+)$/)
    const { ways, rateLimit } = waysOf(
      {
        clusters: ['c0'],
        empty: [],
        virtualHost: weightedHostOf([1]),
        localRateLimit: policyOf(field(field(at, 'config'), 'local_ratelimit')),
        status: Number(status),
      },
      itemsOf(field(field(script, 'offered'), 'planned_ms')).map(numberOf),
    )
    const rejected = ways.filter(({ attempts }) => attempts === 0)
    const counters = { enabled: 0, enforced: 0, ok: 0, rateLimited: 0, ...rateLimit }
    const prefix = 'rl.http_local_rate_limit'
    return compareLeaves(field(at, 'observed'), {
      admitted_requests: ways.flatMap(({ attempts }, request) => (attempts > 0 ? [request] : [])),
      rejected: counted(rejected.map(rejection)),
      counters: withoutZeros({
        [`${prefix}.enabled`]: counters.enabled,
        [`${prefix}.enforced`]: counters.enforced,
        [`${prefix}.ok`]: counters.ok,
        [`${prefix}.rate_limited`]: counters.rateLimited,
      }),
    })
  },
}

function policyOf(at: JsonField) {
  onlyFields(at, ['token_bucket', 'filter_enabled', 'filter_enforced'])
  const bucket = field(at, 'token_bucket')
  onlyFields(bucket, ['max_tokens', 'tokens_per_fill', 'fill_interval'])
  const perFill = field(bucket, 'tokens_per_fill')
  return {
    maxTokens: numberOf(field(bucket, 'max_tokens')),
    tokensPerFill: isPresent(perFill) ? numberOf(perFill) : 1,
    fillIntervalNs: durationNs(field(bucket, 'fill_interval')),
    enabledPercent: percent(field(at, 'filter_enabled')),
    enforcedPercent: percent(field(at, 'filter_enforced')),
  }
}

/** Absent = 0, as in Envoy. */
function percent(at: JsonField): number {
  return isPresent(at) ? Number(phrase(at, /^(\d+) %$/)[1]) : 0
}

/** `429 RL local_rate_limited body:local_rate_limited` */
function rejection({ status, flags, ending }: Way): string {
  return `${status} ${flagsText(flags)} ${detailsText(ending)} body:${bodyText(ending, 1)}`
}

function counted(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1
  return counts
}

function withoutZeros(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}
