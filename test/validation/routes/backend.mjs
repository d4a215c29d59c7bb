// The back-end of all clusters: answers at any address of 127.1.0.0/16 like the recordings' echo servers and keeps what it received.
import { createServer } from 'node:http'

const ANSWER = { 'x-backend': 'echo', 'x-internal': 'secret', 'cache-control': 'no-store', 'content-length': '0' }

/** @returns what arrived, by x-request-id, and the port */
export async function startBackend() {
  const arrivals = new Map()
  const server = createServer({ insecureHTTPParser: true, joinDuplicateHeaders: false }, (request, response) => {
    const { socket, method, url, rawHeaders } = request
    const headers = headersOf(rawHeaders)
    const id = headers.get('x-request-id')?.[0] ?? ''
    const arrival = { address: socket.localAddress.replace('::ffff:', ''), method, url, headers }
    arrivals.set(id, [...(arrivals.get(id) ?? []), arrival])
    request.resume()
    if (headers.get('x-echo-reset')?.[0] === '1') socket.destroy()
    else response.writeHead(statusFor(headers), ANSWER).end()
  })
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  await new Promise(resolve => server.listen(0, '0.0.0.0', resolve))
  return {
    arrivals,
    port: server.address().port,
    stop: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    },
  }
}

/** Lines by lower-case name, in order. */
export function headersOf(raw) {
  const headers = new Map()
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), raw[i + 1]])
  }
  return headers
}

/** `x-echo-status`, for the first `x-echo-status-times` tries only. */
function statusFor(headers) {
  const wanted = headers.get('x-echo-status')?.[0]
  const times = headers.get('x-echo-status-times')?.[0]
  const attempt = Number(headers.get('x-envoy-attempt-count')?.[0] ?? 1)
  return wanted !== undefined && (times === undefined || attempt <= Number(times)) ? Number(wanted) : 200
}
