// The scenario's pods as HTTP servers on loopback: the same workers, waiting places, service times and errors.
import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer as createTcpServer } from 'node:net'
import { serviceModel } from '../../../dist/engine/workload-model.js'
import { answerCall, grpcServer } from './grpc.mjs'

const GOOD = { status: 200 }
/** No waiting place is left. */
const FULL = { status: 503 }

/**
 * @param endpoints where the exported proxy looks for its pods
 * @param modelOf behaviour of a workload by `namespace/name`
 * @param tcp connections are taken as they are, until their clients close them
 * @param http2 they speak HTTP/2 from the first byte on
 * @param grpc they speak gRPC
 * @param absent pods without a process: connections to them are refused
 */
export async function startServers(endpoints, { podOf, modelOf, seed, absent, silent, tcp, http2, grpc }) {
  const arrivals = new Map()
  const servers = []
  for (const { address, port, pod: id } of endpoints) {
    const pod = podOf(id)
    if (pod === undefined) throw new Error(`the endpoint ${address}:${port} is no pod of the scenario`)
    if (absent.has(pod.name)) continue
    const model = modelOf(`${pod.namespace}/${pod.workload}`)
    const answer = grpc ? answerCall : answerHttp
    const serve = silent.has(pod.name) ? () => undefined : worker(model, serviceModel(model, seed, pod.name), answer)
    const arrived = () => arrivals.set(pod.name, (arrivals.get(pod.name) ?? 0) + 1)
    const server = tcp
      ? holdingServer(arrived)
      : grpc
        ? grpcServer(arrived, serve)
        : httpServer(http2 ? createHttp2Server : createServer, arrived, serve)
    await new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, address, resolve)
    })
    servers.push(server)
  }
  return {
    arrivals,
    stop: async () => {
      for (const server of servers) {
        server.closeAllConnections?.()
        await new Promise(resolve => server.close(resolve))
      }
    },
  }
}

function holdingServer(arrived) {
  return createTcpServer(socket => {
    arrived()
    socket.resume()
    socket.on('error', () => undefined)
  })
}

function httpServer(create, arrived, serve) {
  const server = create((request, response) => {
    arrived()
    request.resume()
    serve(response)
  })
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  return server
}

/** So many requests at once, the next ones wait, those beyond are turned away. */
function worker({ behaviour: { concurrency, queue } }, { times, errors, errorRng }, answer) {
  const waiting = []
  let busy = 0
  const begin = response => {
    busy++
    later(times.next(), () => {
      answer(response, endOf(errors, errorRng))
      busy--
      const next = waiting.shift()
      if (next) begin(next)
    })
  }
  return response => {
    if (busy < concurrency) begin(response)
    else if (waiting.length < queue) waiting.push(response)
    else answer(response, FULL)
  }
}

function endOf(errors, rng) {
  if (errors.length === 0) return GOOD
  const draw = rng.next()
  return errors.find(({ upTo }) => draw < upTo) ?? GOOD
}

function answerHttp(response, { status }) {
  response.statusCode = status
  response.setHeader('content-length', '0')
  // Headers that have not left yet go out with the end of the stream.
  response.end()
}

function later(ns, then) {
  if (ns === 0) setImmediate(then)
  else setTimeout(then, ns / 1e6)
}
