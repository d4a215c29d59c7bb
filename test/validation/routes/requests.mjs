// Random requests made from the conditions of a table: those that fulfil one of its routes, and near misses.
import { regexSamples } from '../../../dist/routing/diff/regex-samples.js'

const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PROPFIND']
const LONG = 'v'.repeat(4000)

/**
 * @param random numbers from 0 to 1
 * @returns a request for the table: method, authority, path and header lines by lower-case name
 */
export function randomRequest(table, random) {
  const below = count => Math.floor(random() * count)
  const pick = list => list[below(list.length)]
  const chance = share => random() < share

  const host = pick(table.virtualHosts)
  if (host === undefined) return { method: 'GET', authority: 'nobody.example', path: '/', headers: new Map() }
  const route = pick(host.routes)
  const draft = {
    method: chance(0.7) ? 'GET' : pick(METHODS),
    authority: authorityFor(pick(host.domains)),
    path: route ? pathFor(route.match.path) : '/',
    headers: new Map(),
  }
  if (route) fulfil(route.match, draft)
  if (route?.cors && chance(0.5)) askAcross(route.cors, draft)
  const changes = [changePath, changePath, changeHost, changeHeader, changeHeader, changeQuery, addHeader, addHeader]
  for (let left = pick([0, 0, 1, 1, 2, 3]); left > 0; left--) pick(changes)(draft)
  if (['POST', 'PUT', 'PATCH'].includes(draft.method)) draft.headers.set('content-length', ['0'])
  return draft

  function authorityFor(domain) {
    if (domain === '*') return pick(['unknown.example', 'unknown.example:8080'])
    if (domain.startsWith('*')) return `any${pick(['', '.deep'])}${domain.slice(1)}`
    return domain.endsWith('*') ? `${domain.slice(0, -1)}any` : domain
  }

  function textFor({ kind, value, ignoreCase }) {
    const text = {
      exact: () => value,
      prefix: () => value + pick(['', 'x', '-1']),
      suffix: () => pick(['', 'x', '1-']) + value,
      contains: () => pick(['', 'x']) + value + pick(['', 'y']),
      regex: () => pick(regexSamples(value, ['x', 'abc', '1'])) ?? 'x',
    }[kind]()
    return ignoreCase && chance(0.5) ? otherCase(text) : text
  }

  function pathFor(match) {
    const { kind, value } = match
    if (kind === 'separatedPrefix') return value + pick(['', '/', '/x', 'x', '?x=1'])
    if (kind === 'prefix') return withSlash(value + pick(['', 'x', '/x', 'x/y', '?x=1', '/../x', '//x']))
    return withSlash(textFor(match))
  }

  function fulfil({ headers, query }, request) {
    for (const { name, match, invert } of headers) {
      if (invert && chance(0.7)) continue
      const text = match === 'present' ? pick(['x', '']) : textFor(match)
      if (name === ':method') request.method = /^[A-Z-]+$/.test(text) ? text : request.method
      else if (name === ':authority' || name === 'host') request.authority = text
      else if (name === ':scheme') request.headers.set('x-forwarded-proto', [text])
      else if (!name.startsWith(':')) request.headers.set(name, [text])
    }
    for (const { name, match } of query) addQuery(request, `${name}=${match === 'present' ? 'x' : textFor(match)}`)
  }

  function askAcross({ allowOrigins }, request) {
    const origin = pick(allowOrigins)
    request.headers.set('origin', [origin && chance(0.8) ? textFor(origin) : 'http://stranger.example'])
    if (chance(0.6)) request.method = 'OPTIONS'
    if (chance(0.7)) request.headers.set('access-control-request-method', [pick(['GET', 'PUT', ''])])
    if (chance(0.5)) request.headers.set('access-control-request-headers', ['x-a,x-b'])
  }

  function changePath(request) {
    const [path, rest] = cut(request.path)
    // The first slash stays: no URL makes a path without.
    const at = Math.max(1, below(path.length))
    const letter = path[at]
    const changed = pick([
      () => otherCase(path),
      () => `${path}/`,
      () => path.replace(/\/$/, ''),
      () => `${path}x`,
      () => path.slice(0, -1),
      () => `/${path}`,
      () => path.replace(/(.)\//, '$1//'),
      () => `${path.slice(0, at)}%${hex(letter)}${path.slice(at + 1)}`,
      () => `${path.slice(0, at)}%${hex(letter).toLowerCase()}${path.slice(at + 1)}`,
      () => path.replace(/(.)\//, '$1%2F'),
      () => path.replace(/(.)\//, '$1%5c'),
      () => path.replace(/(.)\//, '$1\\'),
      () => `/.${path}`,
      () => `/x/..${path}`,
      () => `${path}/..`,
      () => `${path}/.`,
      () => `/..${path}`,
      () => `${path}/%2e%2e/x`,
      () => `${path};v=1`,
      () => `${path}#part`,
      () => `${path}%00`,
      () => `${path}%zz`,
      () => `${path}%`,
      () => `${path}%C3%A9`,
      () => `${path}+~_`,
    ])()
    request.path = changed === '' ? '/' : changed + rest
  }

  function changeHost(request) {
    const host = request.authority
    request.authority = pick([
      () => host.toUpperCase(),
      () => `${host}.`,
      () => `x${host}`,
      () => host.slice(1),
      () => host.replace(/:\d+$/, ''),
      () => `${host.replace(/:\d+$/, '')}:${pick([80, 443, 8080, 1])}`,
      () => `${host.replace(/:\d+$/, '')}.:80`,
      () => `${host.replace(/:\d+$/, '')}:`,
      () => `${host}:x`,
      () => '[::1]:80',
      () => '[::1]',
      () => '10.96.0.2',
      () => '10.96.0.2:80',
      () => '',
      () => `user@${host}`,
    ])()
  }

  function changeHeader(request) {
    // What the back-end is told to do stays as it is.
    const name = pick([...request.headers.keys()].filter(each => !each.startsWith('x-echo-')))
    if (name === undefined) return
    const [value] = request.headers.get(name)
    const lines = pick([
      () => undefined,
      () => [''],
      () => [otherCase(value)],
      () => [`${value}x`],
      () => [value.slice(0, -1)],
      () => [value, 'other'],
      () => ['other', value],
      () => [`${value},other`],
      () => [value, value],
      () => [value, ''],
      () => [` ${value} `],
      () => [LONG],
      () => ['007'],
    ])()
    if (lines === undefined) request.headers.delete(name)
    else request.headers.set(name, lines)
  }

  function changeQuery(request) {
    const [path, rest] = cut(request.path)
    const [first = 'a'] = rest.slice(1).split(/[=&#]/)
    request.path = pick([
      () => path,
      () => `${path}${rest || '?'}`,
      () => `${path}?${first}`,
      () => `${path}?${first}=`,
      () => `${path}?${first}=other${rest.replace('?', '&')}`,
      () => `${path}${rest || '?x=1'}&${first}=other`,
      () => `${path}${rest || '?'}&&=&`,
      () => `${path}?${otherCase(rest.slice(1))}`,
      () => `${path}?%${hex(first)}${rest.slice(2)}`,
      () => `${path}${rest}${rest ? '&' : '?'}u=http://a/b?c=/d/../e`,
      () => `${path}${rest || '?x'}#part`,
    ])()
  }

  function addHeader({ headers }) {
    const [name, ...lines] = pick([
      ['content-type', 'application/grpc'],
      ['content-type', 'application/grpc+proto'],
      ['content-type', 'application/grpcx'],
      ['content-type', 'application/json'],
      ['x-forwarded-proto', 'https'],
      ['x-forwarded-for', '8.8.8.8, 10.0.0.9'],
      ['x-envoy-retry-on', '5xx'],
      ['x-envoy-max-retries', '5'],
      ['x-envoy-upstream-rq-timeout-ms', '7000'],
      ['x-envoy-internal', 'true'],
      ['grpc-timeout', pick(['5S', '100m', 'x'])],
      ['cookie', 'user=a; session=b'],
      ['cookie', 'user=a', 'user=b'],
      ['x-echo-status', pick(['503', '500', '404', '409', '429'])],
      ['x-echo-status', pick(['503', '502'])],
      ['x-echo-reset', '1'],
      ['end-user', 'jason', 'jason'],
      ['x-user', 'alice'],
      ['accept', ''],
      ['te', pick(['trailers', 'gzip', 'gzip, trailers', 'trailers;q=0.5'])],
      ['referer', pick(['http://a.example/b?c', '/x', 'http://a/#f', 'http://u@a/', 'about:blank', 'http://a:99999/'])],
      ['x-forwarded-client-cert', 'Hash=1'],
      ['x-forwarded-proto', pick(['', 'ftp', 'HTTPS'])],
    ])
    if (headers.has(name)) return
    headers.set(name, lines)
    if (name === 'x-echo-status' && chance(0.5)) headers.set('x-echo-status-times', [pick(['1', '2'])])
  }
}

function addQuery(request, part) {
  request.path += `${request.path.includes('?') ? '&' : '?'}${part}`
}

function cut(path) {
  const at = path.search(/[?#]/)
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at)]
}

function hex(letter = '/') {
  return letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')
}

function withSlash(path) {
  return path.startsWith('/') ? path : `/${path}`
}

function otherCase(text) {
  return text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase()
}
