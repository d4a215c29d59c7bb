import { describe, expect, it } from 'vitest'
import { parseAxis } from '../../../src/config/scenario/axis.ts'

describe('an axis', () => {
  it.each([
    ['topology.replicas.web=3..6', 'topology.replicas.web', ['3', '4', '5', '6']],
    ['traffic.a.rate=100/s..300/s step 100/s', 'traffic.a.rate', ['100/s', '200/s', '300/s']],
    ['traffic.a.rate=100..300/s step 100', 'traffic.a.rate', ['100/s', '200/s', '300/s']],
    ['network.jitter=0%..0.3% step 0.1%', 'network.jitter', ['0%', '0.1%', '0.2%', '0.3%']],
    [
      'workloads.web.time=5ms, lognormal(p50=5ms, p99=25ms)',
      'workloads.web.time',
      ['5ms', 'lognormal(p50=5ms, p99=25ms)'],
    ],
    ['workloads."a=b".queue=1,unbounded', 'workloads."a=b".queue', ['1', 'unbounded']],
    ['topology.zones=[a, b],[a, b, c]', 'topology.zones', ['[a, b]', '[a, b, c]']],
    ['seed=7', 'seed', ['7']],
    ['timeline[2].by=x2..x4', 'timeline[2].by', ['x2..x4']],
  ])('%s', (text, path, values) => {
    expect(parseAxis(text)).toEqual({ ok: true, value: { path, values } })
  })

  it.each(['topology.replicas.web', 'a=', 'a=9..3', 'a=1..3 step 0', 'a=1..2000', 'a=1ms..3s', 'a=1,,2', 'a=1,1'])(
    '%s is refused',
    text => {
      expect(parseAxis(text)).toMatchObject({ ok: false, code: 'MS3042' })
    },
  )
})
