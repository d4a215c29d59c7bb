import { expect, it } from 'vitest'
import { deployment, documents } from '../compile/istio/mesh-of.ts'
import { servers, traceOf } from './meshes.ts'
import { ending, observe } from './records-of.ts'

it('an answer that was on its way when the caller died does not say how the request ended', async () => {
  const { records } = await observe({
    mesh: documents(servers(1, 'server'), deployment('caller')),
    scenario: `
duration: 10s
workloads: { server: { concurrency: 1, queue: 0, time: 9s } }
traffic: { load: { to: http://server/, from: caller, arrivals: { trace: t.csv }, timeout: none } }
timeline: [{ at: 2100ms, kill: caller }]
`,
    // The second finds the queue full at 2 s, after two round trips of a handshake and one way of 200 ms: 503.
    set: ['network.latency.same-zone=200ms'],
    files: { 't.csv': traceOf('http://server/', 0, 1000) },
  })
  expect(records.map(ending)).toEqual(['2100ms 0 UC error', '1100ms 0 UC error'])
})
