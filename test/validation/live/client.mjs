// Sends the requests of a simulated run again, to a real proxy.
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { grpcCalls } from './grpc.mjs'

/**
 * Open loop: at their instants. Closed loop: each user after its own think time, as in the simulation.
 * @param sent requests in the order of the simulation; the number of each becomes its x-request-id
 * @param portOf port of the proxy for a target
 * @param grpc they are gRPC calls
 * @param cookies users keep the cookies that they are given; those that the simulated users were given are not sent
 * @returns by number: latency in ns, the status, 0 = none, and a grpc-status, of a TCP connection the client's address and port; and when the first one left, in ms since 1970
 */
export async function sendAll(sent, { portOf, grpc = false, cookies = false }) {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  const calls = grpcCalls()
  const results = []
  const startedMs = performance.now()
  const startedAtMs = Date.now()
  const dueMs = number => startedMs + (sent[number].startNs - sent[0].startNs) / 1e6
  const kept = new Map()
  const send = async number => {
    const { request, target, connectionNs, from, user } = sent[number]
    const jar = cookies && { header: kept.get(user), keep: lines => user >= 0 && kept.set(user, cookieHeader(lines)) }
    const beganMs = performance.now()
    const way = { port: portOf(target), localAddress: from }
    const end =
      connectionNs !== undefined
        ? { status: 0, from: await hold(way, connectionNs / 1e6) }
        : grpc
          ? await calls.call(request, way, number)
          : { status: await once(agent, request, way, number, jar) }
    results[number] = { ...end, latencyNs: Math.round((performance.now() - beganMs) * 1e6) }
  }
  const open = async numbers => {
    const all = []
    for (const number of numbers) {
      await until(dueMs(number))
      all.push(send(number))
    }
    await Promise.all(all)
  }
  const closed = async numbers => {
    await until(dueMs(numbers[0]))
    for (const [i, number] of numbers.entries()) {
      await send(number)
      const { startNs, latencyNs } = sent[number]
      const next = sent[numbers[i + 1]]
      if (next) await until(performance.now() + (next.startNs - startNs - latencyNs) / 1e6)
    }
  }
  await Promise.all([...byUser(sent)].map(([user, numbers]) => (user < 0 ? open(numbers) : closed(numbers))))
  agent.destroy()
  calls.destroy()
  return { results, startedAtMs }
}

function byUser(sent) {
  const users = new Map()
  for (const [number, { user }] of sent.entries()) users.set(user, [...(users.get(user) ?? []), number])
  return users
}

function until(ms) {
  const restMs = ms - performance.now()
  if (restMs > 0.5) return new Promise(resolve => setTimeout(resolve, restMs))
}

/** A connection that nothing goes over: until its time is over, or the proxy ends it. Resolves to its own address and port. */
function hold(way, forMs) {
  return new Promise(resolve => {
    let from
    let timer
    const socket = connect({ host: '127.0.0.1', ...way }, () => {
      from = `${socket.localAddress}:${socket.localPort}`
      timer = setTimeout(() => socket.end(), forMs)
    })
    socket.resume()
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(from)
    })
  })
}

/** Name and value of each cookie that an answer sets. */
function cookieHeader(lines) {
  return lines.map(line => line.split(';')[0]).join('; ')
}

function once(agent, { method, authority, path, headers }, way, number, jar) {
  const lines = [...headers].map(([name, values]) => [name, values.length === 1 ? values[0] : [...values]])
  const fields = { ...Object.fromEntries(lines), host: authority, 'x-request-id': String(number) }
  if (jar) delete fields.cookie
  if (jar.header) fields.cookie = jar.header
  return new Promise(resolve => {
    const asked = httpRequest({
      agent,
      host: '127.0.0.1',
      ...way,
      method,
      path,
      headers: fields,
    })
    asked.on('response', response => {
      response.resume()
      if (jar && response.headers['set-cookie']) jar.keep(response.headers['set-cookie'])
      response.on('end', () => resolve(response.statusCode))
      response.on('error', () => resolve(0))
    })
    asked.on('error', () => resolve(0))
    asked.end()
  })
}
