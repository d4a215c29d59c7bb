import { expect, it } from 'vitest'
import { CircuitBreaker } from '../../../src/proxy/breaker.ts'
import { HostTable } from '../../../src/proxy/host-table.ts'
import { TcpConnections } from '../../../src/proxy/pool/tcp-connections.ts'

it('connections count as pending, then as active, and are given back however they end', () => {
  const limits = new CircuitBreaker({ maxConnections: 3, maxPendingRequests: 2 })
  const hosts = new HostTable()
  const tcp = new TcpConnections(limits, hosts)
  const counts = () => [limits.connections, limits.pending, limits.requests, hosts.active[0]]

  expect([tcp.open(), tcp.open(), tcp.open()]).toEqual([true, true, false])
  expect(limits.pendingOverflows).toBe(1)
  expect(counts()).toEqual([2, 2, 0, 0])

  tcp.up(0)
  expect(counts()).toEqual([2, 1, 1, 1])
  tcp.failed(true)
  expect(counts()).toEqual([1, 0, 1, 1])
  tcp.closed(0)
  expect(counts()).toEqual([0, 0, 0, 0])

  tcp.open()
  tcp.failed(false)
  tcp.open()
  tcp.abandoned()
  expect(counts()).toEqual([0, 0, 0, 0])
  // upstream_cx_connect_fail counts timeouts too; whoever gives up waiting is no failure.
  expect(tcp).toMatchObject({ opened: 4, connectFailures: 2, connectTimeouts: 1 })
})

it('none is admitted beyond max_connections', () => {
  const limits = new CircuitBreaker({ maxConnections: 1 })
  const tcp = new TcpConnections(limits, new HostTable())
  expect(tcp.admit()).toBe(true)
  tcp.open()
  expect(tcp.admit()).toBe(false)
  expect(limits.connectionOverflows).toBe(1)
})
