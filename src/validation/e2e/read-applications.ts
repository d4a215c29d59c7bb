import { MILLISECOND } from '../../kernel/time.ts'
import {
  entriesOf,
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  oneOf,
  onlyFields,
  textOf,
  unreadable,
} from '../json-field.ts'
import type { Application, ApplicationCall, ServiceTime } from './recording.ts'

/** What the applications are said to do. Figures that the fields beside them give are read there. */
const RULES: readonly RegExp[] = [
  /^A pod has `workers` workers and one FIFO queue of `queue` places; a request that finds all workers busy and the queue full is answered 503 at once\.$/,
  /^A worker is held for the own service time and then for all calls, one after the other; then the answer is sent and the head of the queue starts\.$/,
  /^lognormal: p50 \* exp\(sigma \* N\(0,1\)\); the wait is a timer of whole ms \(stochastically rounded down or up, so that the mean is kept\)/,
  /^A caller that gives up is not noticed: queued or running work is done to the end\.$/,
  /^[\w-]+: own time, then .*Each call: up to `tries` requests through its own proxy, each with `timeout_ms`; anything but a 200 \(or a timeout\) leads at once to the next try\. After the last the page is answered 200 all the same, with the missing part named/,
  /^[\w-]+: own time, then [\w-]+ through its own proxy, \w+ (try|tries); on failure 200 without [\w-]+/,
  /^[\w-]+ calls nobody\.$/,
]

/** `rules` are the sentences beside the applications. */
export function readApplications(scenario: JsonField): ReadonlyMap<string, Application> {
  const all = field(scenario, 'applications')
  const errors = field(scenario, 'application_errors')
  for (const rule of itemsOf(field(all, 'rules'))) {
    if (!RULES.some(known => known.test(textOf(rule)))) unreadable(rule, 'a known rule')
  }
  const services = entriesOf(all).filter(([name]) => name !== 'rules')
  for (const [name, error] of entriesOf(errors)) {
    if (!services.some(([service]) => service === name)) unreadable(error, 'a service of applications')
  }
  return new Map(services.map(([name, service]) => [name, readApplication(service, field(errors, name))]))
}

function readApplication(service: JsonField, error: JsonField): Application {
  onlyFields(service, ['workers', 'queue', 'service_time_ms', 'calls'])
  if (isPresent(error)) onlyFields(error, ['status', 'fraction'])
  return {
    workers: numberOf(field(service, 'workers')),
    queue: numberOf(field(service, 'queue')),
    time: readTime(field(service, 'service_time_ms')),
    calls: itemsOf(field(service, 'calls')).map(readCall),
    errors: isPresent(error)
      ? [{ status: numberOf(field(error, 'status')), fraction: numberOf(field(error, 'fraction')) }]
      : [],
  }
}

function readTime(at: JsonField): ServiceTime {
  switch (oneOf(field(at, 'dist'), ['lognormal', 'constant', 'const', 'fixed', 'exponential', 'exp'])) {
    case 'lognormal':
      onlyFields(at, ['dist', 'p50', 'sigma'])
      return { kind: 'lognormal', p50Ms: numberOf(field(at, 'p50')), sigma: numberOf(field(at, 'sigma')) }
    case 'exponential':
    case 'exp':
      onlyFields(at, ['dist', 'mean'])
      return { kind: 'exponential', meanMs: numberOf(field(at, 'mean')) }
    default:
      onlyFields(at, ['dist', 'value'])
      return { kind: 'constant', ms: numberOf(field(at, 'value')) }
  }
}

function readCall(call: JsonField): ApplicationCall {
  onlyFields(call, ['to', 'tries', 'timeout_ms', 'on_failure'])
  return {
    to: textOf(field(call, 'to')),
    tries: numberOf(field(call, 'tries')),
    timeoutNs: Math.round(numberOf(field(call, 'timeout_ms')) * MILLISECOND),
    degrades: oneOf(field(call, 'on_failure'), ['degrade', 'fail']) === 'degrade',
  }
}
