// Both ends of gRPC over HTTP/2 without TLS: what a client sends, and what a server says.
import { connect, createServer } from 'node:http2'
import { connect as connectTcp } from 'node:net'

/** A message without fields: not compressed, of no bytes. */
const MESSAGE = Buffer.alloc(5)

/**
 * Calls by the ways of a real proxy. A connection carries one call at a time, the one that came free last is used first, and
 * a new one is opened when none is free: so the simulated client does it, and which worker of the proxy gets a call follows
 * from its connection.
 */
export function grpcCalls() {
  const idle = new Map()
  const sessions = new Set()
  return {
    /** @returns status (0 = no whole answer) and grpc-status */
    call: async (request, way, number) => {
      const name = `${way.port} ${way.localAddress}`
      const free = idle.get(name) ?? []
      idle.set(name, free)
      const session = free.pop() ?? open(way, sessions)
      const told = await call(session, request, number)
      if (!session.closed && !session.destroyed) free.push(session)
      return told
    },
    destroy: () => {
      for (const session of sessions) session.destroy()
    },
  }
}

function open(way, sessions) {
  const createConnection = () => connectTcp({ host: '127.0.0.1', ...way })
  const session = connect('http://127.0.0.1', { createConnection })
  sessions.add(session)
  session.on('error', () => undefined)
  session.on('close', () => sessions.delete(session))
  return session
}

function call(session, { method, authority, path, headers }, number) {
  const lines = [...headers].map(([name, values]) => [name, values.length === 1 ? values[0] : [...values]])
  const pseudo = { ':method': method, ':authority': authority, ':path': path }
  return new Promise((resolve, reject) => {
    const told = { status: 0 }
    const note = fields => {
      if (fields['grpc-status'] !== undefined) told.grpcStatus = Number(fields['grpc-status'])
    }
    const stream = session.request({
      ...pseudo,
      te: 'trailers',
      ...Object.fromEntries(lines),
      'x-request-id': String(number),
    })
    stream.on('response', fields => {
      told.status = fields[':status']
      note(fields)
    })
    stream.on('trailers', note)
    stream.on('error', () => {
      told.status = 0
    })
    stream.on('close', () => {
      const isGrpc = told.status !== 200 || told.grpcStatus !== undefined
      if (isGrpc) resolve(told)
      else reject(new Error(`call ${number} was answered without a grpc-status`))
    })
    stream.resume()
    stream.end(MESSAGE)
  })
}

/** @param serve gets the stream of each call, for answerCall */
export function grpcServer(arrived, serve) {
  const server = createServer()
  server.on('stream', stream => {
    arrived()
    stream.on('error', () => undefined)
    stream.resume()
    serve(stream)
  })
  return server
}

/** A message and OK behind it; an error is headers alone ("Trailers-Only" in gRPC's PROTOCOL-HTTP2.md). */
export function answerCall(stream, { status, grpcStatus }) {
  if (stream.destroyed) return
  const headers = { ':status': status, 'content-type': 'application/grpc' }
  if (grpcStatus !== undefined) stream.respond({ ...headers, 'grpc-status': String(grpcStatus) }, { endStream: true })
  else if (status !== 200) stream.respond(headers, { endStream: true })
  else {
    stream.respond(headers, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(MESSAGE)
  }
}
