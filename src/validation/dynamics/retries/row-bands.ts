import { backOffIntervalMs } from '../../../proxy/retry/backoff.ts'
import { compileRetryPolicy } from '../../../proxy/retry/policy.ts'
import { field, isPresent, type JsonField, numberOf, onlyFields, phrase } from '../../json-field.ts'
import { type Band, SAME_SET, within } from '../fact.ts'
import type { Bands } from '../leaves.ts'
import type { Exchange } from './proxy.ts'
import { retryPolicy } from './route-settings.ts'

const REMAINING_TIME = 'x-envoy-expected-rq-timeout-ms'
export const SERVICE_TIME = 'x-envoy-upstream-service-time'

/** Times within the case's tolerance, and within what back-off may have drawn where the row leaves it to chance. */
export function rowBands(
  rows: readonly { readonly at: JsonField; readonly exchange: Exchange }[],
  tolerances: JsonField,
): Bands {
  onlyFields(tolerances, ['ms', 'random'])
  const toleranceMs = numberOf(field(tolerances, 'ms'))
  const sentence = field(tolerances, 'random')
  const serviceMs = isPresent(sentence)
    ? Number(phrase(sentence, /no retry_back_off .* x-envoy-upstream-service-time \+-(\d+) ms/)[1])
    : toleranceMs
  const bands = rows.map(row => {
    const drawn = drawnMs(row.at, row.exchange)
    const why = drawn === 0 ? '' : 'default back-off is drawn'
    return {
      time: within(toleranceMs + drawn, why),
      service: textWithin(serviceMs + drawn),
      left: textWithin(toleranceMs + drawn),
    }
  })
  return (path, recorded) => {
    const [table, row, name] = path
    if (table !== 'rows' || typeof row !== 'number' || typeof name !== 'string') return undefined
    if (name === 'flags') return SAME_SET
    if (name.endsWith('_ms') && typeof recorded === 'number') return bands[row].time
    const header = path[path.length - 1]
    return header === REMAINING_TIME ? bands[row].left : header === SERVICE_TIME ? bands[row].service : undefined
  }
}

/** How much back-off may have been drawn in all: no more than all intervals up to the last attempt. */
function drawnMs({ value, path }: JsonField, { attempts, serviceNs }: Exchange): number {
  const route = field({ path, value }, 'route')
  const written = field(route, 'retry_policy')
  if (isPresent(written) && isPresent(field(written, 'retry_back_off'))) return 0
  const policy = compileRetryPolicy(retryPolicy(isPresent(written) ? written : { path, value: {} }))
  let ms = 0
  for (let retry = 1; retry < attempts; retry++) ms += backOffIntervalMs(policy, retry)
  return serviceNs === undefined && attempts < 2 ? 0 : ms
}

/** Header values that are a number of milliseconds. */
function textWithin(toleranceMs: number): Band {
  const band = within(toleranceMs)
  return { text: band.text, holds: (recorded, simulated) => band.holds(Number(recorded), Number(simulated)) }
}
