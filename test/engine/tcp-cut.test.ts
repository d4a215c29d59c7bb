import { describe, expect, it } from 'vitest'
import { ending, observe } from './records-of.ts'
import { callsAt, database, tcpPool } from './tcp-meshes.ts'

interface Case {
  readonly tcp: string
  readonly timeline: string
  readonly pool?: object
  readonly service?: string
  readonly duration?: string
}

/** One connection from 0 s on. */
async function call({ tcp, timeline, pool = {}, service = '50ms', duration = '40s' }: Case) {
  const { records } = await observe({
    mesh: database(1, tcpPool(pool)),
    scenario: `
duration: ${duration}
workloads: { db: { time: ${service} } }
traffic: { app: { to: http://db:5432/, from: shop, arrivals: { trace: t.csv }${tcp} } }
timeline: [${timeline}]
`,
    files: callsAt(0),
  })
  expect(records).toHaveLength(1)
  const [record] = records
  return { end: ending(record), bytes: [record.sentBytes, record.receivedBytes] }
}

const cut = (at: string, more = '') => `{ at: ${at}, cut: { from: shop, to: db }${more} }`
const listening = ', tcp: { duration: 8s, received: 16kB }'
const talking = ', tcp: { duration: 8s, sent: 1kB, received: 16kB }'

describe('a TCP connection across a cut of the network', () => {
  it('does not notice a cut that is over before its end, and all bytes come', async () => {
    const { end, bytes } = await call({ tcp: talking, timeline: cut('4s', ', for: 2s') })
    expect(end).toBe('8000ms 0 - ok')
    expect(bytes).toEqual([1000, 16_000])
  })

  it('learns of its end when the network is whole again', async () => {
    expect((await call({ tcp: talking, timeline: cut('4s', ', for: 10s') })).end).toBe('14000ms 0 - ok')
  })

  it('ends by the idle timeout, from its last byte on', async () => {
    const { end, bytes } = await call({ tcp: listening, timeline: cut('4s'), pool: { idleTimeout: '5s' } })
    expect(end).toBe('9000ms 0 - timeout')
    expect(bytes).toEqual([0, 8000])
  })

  it('has its idle timeout counted anew after a cut that was shorter', async () => {
    const twice = `${cut('1s', ', for: 3s')}, ${cut('5s', ', for: 2s')}`
    expect((await call({ tcp: listening, timeline: twice, pool: { idleTimeout: '4s' } })).end).toBe('8000ms 0 - ok')
  })

  it('of a caller that sends ends when its kernel gives up: 924.6 s after the cut', async () => {
    const long = { timeline: cut('4s'), duration: '30m' }
    expect((await call({ tcp: talking, ...long })).end).toBe('928600ms 0 - error')
    // Who sends nothing has nothing that is not acknowledged.
    const hour = await call({ tcp: listening, timeline: cut('4s'), duration: '2h' })
    expect(hour.end).toBe('3604000ms 0 - timeout')
  })

  it('carries nothing while it is cut, and what it had carried by its end is told', async () => {
    const { end, bytes } = await call({
      tcp: listening,
      timeline: cut('2s', ', for: 1s'),
      pool: { maxConnectionDuration: '5s' },
    })
    expect(end).toBe('5000ms 0 DT timeout')
    // Of 5 s one was silent: four eighths of 16 kB.
    expect(bytes).toEqual([0, 8000])
  })

  it('ends by its maximal duration, before and after the cut', async () => {
    const pool = { maxConnectionDuration: '6s' }
    expect((await call({ tcp: talking, timeline: cut('4s'), pool })).end).toBe('6000ms 0 DT timeout')
    expect((await call({ tcp: talking, timeline: cut('2s', ', for: 1s'), pool })).end).toBe('6000ms 0 DT timeout')
  })

  it('whose server dies meanwhile is told so when the network is whole', async () => {
    const timeline = `${cut('2s', ', for: 4s')}, { at: 3s, kill: db-0 }`
    expect((await call({ tcp: talking, timeline })).end).toBe('6000ms 0 - error')
  })

  it('with one exchange: the answer comes late', async () => {
    expect((await call({ tcp: '', timeline: cut('1s', ', for: 5s'), service: '3s' })).end).toBe('6000ms 0 - ok')
    expect((await call({ tcp: '', timeline: cut('1s', ', for: 1s'), service: '3s' })).end).toBe('3000ms 0 - ok')
  })

  it('is one as long as any of two cuts lies on it', async () => {
    const both = `${cut('1s', ', for: 3s')}, ${cut('2s', ', for: 8s')}`
    expect((await call({ tcp: talking, timeline: both })).end).toBe('10000ms 0 - ok')
  })
})
