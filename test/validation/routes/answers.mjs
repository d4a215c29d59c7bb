// Sends requests to a real proxy and writes what came of each as the recordings do, so that the same code compares.
import { Agent, request as httpRequest } from 'node:http'
import { changedHeaders } from '../../../dist/routing/golden/header-facts.js'
import { ECHO_HEADERS } from '../../../dist/routing/golden/mesh-side.js'
import { headersOf } from './backend.mjs'

/** Requests under way at the same time. */
const LANES = 8
const PATIENCE_MS = 10_000
const NONE = new Map()
/** What belongs to a connection, and what has a place of its own. */
const NOT_CHANGES = ['connection', 'keep-alive', 'transfer-encoding', 'location']

/** @returns status, headers and body by number of the request; status 0 = no answer */
export async function sendAll(requests) {
  const agent = new Agent({ keepAlive: true })
  const answers = []
  const numbers = requests.keys()
  const lane = async () => {
    for (const number of numbers) answers[number] = await once(agent, requests[number], number)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  agent.destroy()
  return answers
}

function once(agent, { port, method, path, authority, headers }, number) {
  const lines = [...headers].flatMap(([name, values]) => values.flatMap(value => [name, value]))
  return new Promise(resolve => {
    const end = answer => {
      clearTimeout(timer)
      resolve(answer)
    }
    const none = error => end({ status: 0, headers: NONE, body: '', error })
    const all = ['host', authority, 'x-request-id', String(number), ...lines]
    const asked = httpRequest({ agent, host: '127.0.0.1', port, method, path, headers: all, setHost: false })
    const timer = setTimeout(() => asked.destroy(new Error('no answer in time')), PATIENCE_MS)
    asked.on('response', response => {
      let body = ''
      response.setEncoding('latin1')
      response.on('data', data => {
        body += data
      })
      response.on('end', () => end({ status: response.statusCode, headers: headersOf(response.rawHeaders), body }))
      response.on('error', none)
    })
    asked.on('error', none)
    asked.end()
  })
}

/**
 * @param line of the access log; absent where the request had no number any more
 * @param arrivals at the back-end, in order
 * @returns the `got` of a recording, as far as one proxy alone decides it
 */
export function gotOf(request, { status, headers, body }, line, arrivals, clusterAt) {
  if (line === undefined) return { status }
  const cluster = line.cluster ?? undefined
  const attempts = Number(line.attempts ?? 1)
  const own = arrivals.filter(({ address }) => clusterAt.get(address) === cluster)
  const copies = [...arrivals.filter(({ address }) => clusterAt.get(address) !== cluster), ...own.slice(attempts)]
  const last = own.at(Math.min(attempts, own.length) - 1)
  const isLocal = line.details !== 'via_upstream'
  // Where a back-end was reached, recordings leave out what the proxy says in its place.
  const answered = without(headers, last ? [...NOT_CHANGES, 'grpc-message'] : NOT_CHANGES)
  const { headersAdded, headersRemoved } = changedHeaders(last ? ECHO_HEADERS : NONE, namelessCookies(answered))
  const location = headers.get('location')?.[0]
  return {
    status,
    flags: line.flags ?? '-',
    details: line.details,
    route: line.route ?? null,
    ...(cluster && { cluster }),
    ...(attempts > 1 && { attempts }),
    ...(last && { upstream: upstreamOf(request, { ...last, headers: asAtFirst(last, own[0]) }) }),
    ...(copies.length > 0 && { mirrors: copies.map(each => mirrorOf(each, clusterAt)).sort(byCluster) }),
    ...(location !== undefined && { location }),
    ...(isLocal && body !== '' && last === undefined && { body }),
    ...(headersAdded && { responseHeadersAdded: headersAdded }),
    ...(headersRemoved && { responseHeadersRemoved: headersRemoved }),
  }
}

/** A retry has what is left of its time; the first try has all. */
function asAtFirst({ headers }, first) {
  const told = first.headers.get('grpc-timeout')
  return told === undefined ? headers : new Map([...headers, ['grpc-timeout', told]])
}

function upstreamOf({ headers }, { url, headers: received }) {
  const seen = without(received, ['host', ...NOT_CHANGES])
  const sent = without(asRead(headers), NOT_CHANGES)
  return { path: url, authority: received.get('host')?.[0] ?? '', ...changedHeaders(sent, seen) }
}

function mirrorOf({ address, url, headers }, clusterAt) {
  return { cluster: clusterAt.get(address), path: url, authority: headers.get('host')?.[0] ?? '' }
}

function byCluster(a, b) {
  return a.cluster < b.cluster ? -1 : 1
}

function without(headers, names) {
  return new Map([...headers].filter(([name]) => !names.includes(name)))
}

/** A made-up cookie is a hash of addresses. */
function namelessCookies(headers) {
  const lines = headers.get('set-cookie')
  if (lines === undefined) return headers
  return new Map([
    ...headers,
    ['set-cookie', lines.map(line => line.replace(/^([^=]+)="?[0-9a-f]{16}"?/, '$1=<generated>'))],
  ])
}

/** HTTP/1 knows no white space around a value. */
export function asRead(headers) {
  return new Map([...headers].map(([name, lines]) => [name, lines.map(line => line.trim())]))
}
