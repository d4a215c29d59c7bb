import { pow } from '../../../kernel/fdlibm.ts'
import { MILLISECOND, SECOND } from '../../../kernel/time.ts'
import { backOffIntervalMs } from '../../../proxy/retry/backoff.ts'
import { compileRetryPolicy } from '../../../proxy/retry/policy.ts'
import { field, isPresent, itemsOf, type JsonField, numberOf, phrase, unreadable } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { type Band, type Fact, factOf, within } from '../fact.ts'
import { pathText } from '../leaves.ts'
import { isSetAside } from '../set-aside.ts'
import { reply } from './back-end.ts'
import { ScriptedProxy } from './proxy.ts'
import { clusterOf, retryPolicy, routeAction } from './route-settings.ts'

/** Enough for shares that are known better than any recording knows them. */
const REQUESTS = 5_000
/** Waits that a pause of the recording machine may lengthen beyond all bounds. */
const PAUSED = 0.01

/** Distribution of the wait before each retry. */
export const WAITS: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'per_retry')),
  factsOf: at => {
    const config = field(at, 'config')
    const script = field(at, 'script')
    const status = Number(phrase(field(script, 'backends'), /^all (\d{3}) at once$/)[1])
    const policy = compileRetryPolicy(retryPolicy(config))
    const waits = playedWaits(config, () => reply(status, 0))
    const overhead = overheadOf(field(at, 'tolerance'))
    return itemsOf(field(field(at, 'observed'), 'per_retry')).flatMap((each, index) => {
      const retry = numberOf(field(each, 'retry'))
      const intervalMs = backOffIntervalMs(policy, retry)
      return waitFacts(each, index, waits[retry - 1] ?? [], intervalMs, overhead)
    })
  },
}

interface Overhead {
  /** Of transfers and timers, in ms, on top of each wait. */
  readonly fromMs: number
  readonly toMs: number
  readonly typicalMs: number
  /** The mean of n waits below I may be off by this times I / sqrt(n). */
  readonly meanFactor: number
}

function overheadOf(at: JsonField): Overhead {
  const each = phrase(field(at, 'overhead_ms'), /includes ([\d.]+)-([\d.]+) ms .* subtract about ([\d.]+) ms/)
  const mean = phrase(field(at, 'mean_ms'), /^[\d.]+ sigma of a uniform: ([\d.]+)\*I_k\/sqrt\(n\), plus the overhead$/)
  return { fromMs: Number(each[1]), toMs: Number(each[2]), typicalMs: Number(each[3]), meanFactor: Number(mean[1]) }
}

/** Waits in ms by retry, sorted, as the engine draws them. */
function playedWaits(config: JsonField, answer: (attempt: number) => ReturnType<typeof reply>): number[][] {
  const proxy = new ScriptedProxy({
    seed: 1,
    clusters: [
      {
        cluster: clusterOf({ name: 'c', maxRetries: 1024 }),
        hosts: [{ address: 'h0', weight: 1, answer: ({ attempt }) => answer(attempt) }],
      },
    ],
    routes: [{ domain: 'c', action: { ...routeAction({ path: '', value: {} }, 'c'), retry: retryPolicy(config) } }],
  })
  const waits: number[][] = []
  for (let request = 0; request < REQUESTS; request++) {
    proxy.send((request + 1) * SECOND, { domain: 'c', headers: {}, uploadNs: 0, leavesAfterNs: 0 }, ({ arrivals }) => {
      for (let retry = 1; retry < arrivals.length; retry++) {
        waits[retry - 1] ??= []
        waits[retry - 1].push((arrivals[retry].atNs - arrivals[retry - 1].atNs) / MILLISECOND)
      }
    })
  }
  proxy.run((REQUESTS + 10) * SECOND)
  return waits.map(each => each.sort((a, b) => a - b))
}

function waitFacts(
  at: JsonField,
  index: number,
  waits: readonly number[],
  intervalMs: number,
  overhead: Overhead,
): Fact[] {
  const n = numberOf(field(at, 'n'))
  const { fromMs, toMs, typicalMs, meanFactor } = overhead
  const meanMs = waits.reduce((sum, each) => sum + each, 0) / waits.length
  const halfMs = (toMs - fromMs) / 2
  /** Four standard deviations of a quantile of n uniform waits. */
  const quantile = (q: number) => 4 * intervalMs * Math.sqrt((q * (1 - q)) / n) + typicalMs + halfMs
  const facts: Fact[] = []
  const add = (name: string, simulated: number, band: Band) => {
    if (isSetAside(name)) return
    facts.push(factOf(pathText(['per_retry', index, name]), numberOf(field(at, name)), simulated, band))
  }
  add('retry', index + 1, within(0))
  add('n', n, within(0))
  // The least of n waits lies above x with probability (1 - x/I)^n; 1 in 15,800 is four sigma.
  add('min_ms', 0, within(intervalMs * (1 - pow(15_800, -1 / n)) + toMs, 'least of n'))
  add('p50_ms', quantileOf(waits, 0.5) + typicalMs, within(quantile(0.5), '4 sigma'))
  add('mean_ms', meanMs + typicalMs, within((meanFactor * intervalMs) / Math.sqrt(n) + typicalMs, '4 sigma + overhead'))
  add('p95_ms', quantileOf(waits, 0.95) + typicalMs, within(quantile(0.95), '4 sigma'))
  return [...facts, ...histogramFacts(field(at, 'histogram'), index, waits, n, toMs)]
}

/** Counts by bins: each wait may lie higher by the overhead, and a pause may lift a few to anywhere. */
function histogramFacts(at: JsonField, index: number, waits: readonly number[], n: number, overheadMs: number): Fact[] {
  const binMs = numberOf(field(at, 'bin_ms'))
  const path = ['per_retry', index, 'histogram']
  const counts = itemsOf(field(at, 'counts')).map((each, bin, all) => {
    const toMs = bin === all.length - 1 ? Number.POSITIVE_INFINITY : (bin + 1) * binMs
    const shares = shiftsUpTo(overheadMs).map(
      shift => waits.filter(wait => wait + shift >= bin * binMs && wait + shift < toMs).length / waits.length,
    )
    const [low, high] = [Math.min(...shares), Math.max(...shares)]
    const sigma = (share: number) => 4 * Math.sqrt(n * share * (1 - share))
    const from = Math.max(0, n * (low - PAUSED) - sigma(low))
    const to = n * (high + PAUSED) + sigma(high)
    const band: Band = {
      text: `${Math.floor(from)}..${Math.ceil(to)}`,
      holds: recorded => typeof recorded === 'number' && recorded >= from && recorded <= to,
    }
    return factOf(pathText([...path, 'counts', bin]), numberOf(each), Math.round(n * ((low + high) / 2)), band)
  })
  return [factOf(pathText([...path, 'bin_ms']), binMs, binMs), ...counts]
}

function shiftsUpTo(ms: number): number[] {
  return Array.from({ length: Math.floor(ms / STEP_MS) + 1 }, (_, step) => step * STEP_MS)
}

const STEP_MS = 0.25

function quantileOf(sorted: readonly number[], q: number): number {
  return sorted[Math.floor(q * (sorted.length - 1))] ?? 0
}

/** The wait when the server says how long it should be. */
export const RATE_LIMITED_WAIT: CaseKind = {
  recognises: at => isPresent(field(field(at, 'config'), 'rate_limited_retry_back_off')),
  factsOf: at => {
    const script = field(at, 'script')
    const first = phrase(field(script, 'backends'), /^first attempt (\d{3}) with ([a-z0-9-]+): (\d+), second (\d{3})$/)
    const offered = Number(phrase(field(script, 'offered'), /^(\d+) concurrent requests$/)[1])
    const slackMs = Number(
      phrase(field(field(at, 'tolerance'), 'ms'), /^uniform; (\d+) ms of overhead under the burst$/)[1],
    )
    const limited = { ...reply(Number(first[1]), 0), headers: new Map([[first[2], first[3]]]) }
    const [waits = []] = playedWaits(field(at, 'config'), attempt =>
      attempt === 1 ? limited : reply(Number(first[4]), 0),
    )
    const [least, most] = [waits[0] ?? 0, waits[waits.length - 1] ?? 0]
    const spreadMs = most - least
    const observed = field(at, 'observed')
    const n = numberOf(field(observed, 'n'))
    if (waits.length === 0) unreadable(observed, 'a case in which something is retried')
    const mean = waits.reduce((sum, each) => sum + each, 0) / waits.length
    // Four standard deviations of the mean of n uniform waits.
    const meanMs = (4 * spreadMs) / Math.sqrt(12 * n) + slackMs
    return [
      factOf('n', n, offered),
      factOf(
        'min_ms',
        numberOf(field(observed, 'min_ms')),
        least,
        within(spreadMs * (1 - pow(15_800, -1 / n)) + slackMs, 'least of n'),
      ),
      factOf('mean_ms', numberOf(field(observed, 'mean_ms')), mean, within(meanMs, '4 sigma + overhead')),
    ]
  },
}
