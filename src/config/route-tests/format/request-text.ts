import { notText, text } from '../../scenario/format/scalar.ts'
import { meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import { quoted } from '../../scenario/parsed.ts'

/** Parts of a request as they go over the wire. What no client can send would be a 404 or 400 that nobody can explain. */
interface Fault {
  readonly message: string
  readonly help?: string
}

function sendable(name: string, faultOf: (value: string) => Fault | undefined): Shape<string> {
  return meaning(text(name), (value, cursor) => {
    const fault = faultOf(value)
    return fault ? reportAt(cursor, { code: 'MS4012', ...fault }) : value
  })
}

/** Name or address, and perhaps a port; IPv6 in brackets. */
const AUTHORITY = /^(?:\[[0-9a-fA-F:.]+\]|[^\s/?#@:[\]]+)(?::(\d{1,5}))?$/

function hostFault(value: string): Fault | undefined {
  if (value.includes('://')) return { message: `${quoted(value)} is a URL`, help: `write url: ${value}` }
  const [whole, port] = AUTHORITY.exec(value) ?? []
  if (whole === undefined)
    return { message: `${quoted(value)} is no host`, help: 'for example reviews or reviews:9080' }
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65535)) {
    return { message: `${port} is not a port`, help: 'allowed: a whole number from 1 to 65535' }
  }
  return undefined
}

function pathFault(value: string): Fault | undefined {
  // The request target of OPTIONS for a whole server.
  if (value === '*') return undefined
  if (value.includes('#')) {
    return {
      message: 'what follows # is never sent',
      help: 'leave it out, or write %23 if the character itself is meant',
    }
  }
  if (!value.startsWith('/')) return { message: `a path begins with /`, help: `write ${quoted(`/${value}`)}` }
  const odd = /[\s\p{Cc}]/u.exec(value)
  if (odd)
    return { message: `${JSON.stringify(odd[0])} cannot stand in a path`, help: 'percent-encode it: %20 is a space' }
  return undefined
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

export const hostText = sendable('host', hostFault)

export const pathText = sendable('path', pathFault)

/** In upper case, as all methods that proxies know are. */
export const methodText: Shape<string> = meaning(
  sendable('method', value => (TOKEN.test(value) ? undefined : { message: `${quoted(value)} is no method` })),
  value => value.toUpperCase(),
)

/** Headers that a request has elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  host: 'host',
  ':authority': 'host',
  ':path': 'path',
  ':method': 'method',
  ':scheme': 'url',
}

export function headerNameFault(name: string): Fault | undefined {
  const key = ELSEWHERE[name.toLowerCase()]
  if (key !== undefined) return { message: 'is no header of a request here', help: `write request: { ${key}: ... }` }
  return TOKEN.test(name) ? undefined : { message: `${quoted(name)} is no name of a header` }
}

/** May be empty: an empty header is sent. */
export const headerValue: Shape<string> = {
  name: 'text',
  parts: { kind: 'scalar' },
  schema: () => ({ type: 'string' }),
  read: cursor => {
    const { value } = cursor
    if (typeof value !== 'string') return notText(cursor, 'text')
    if (!/[\r\n\0]/.test(value)) return value
    return reportAt(cursor, { code: 'MS4012', message: 'a value of a header is one line' })
  },
}

export interface RequestUrl {
  readonly tls: boolean
  readonly host: string
  /** With its query; absent where the URL ends behind the host. */
  readonly path?: string
}

const URL = /^(https?):\/\/([^/?#]*)(.*)$/i

export const urlText: Shape<RequestUrl> = meaning(text('URL'), (value, cursor) => {
  const [, scheme, host, rest = ''] = URL.exec(value) ?? []
  if (scheme === undefined || host === undefined || host === '') {
    const help = 'for example http://reviews:9080/reviews/0'
    return reportAt(cursor, { code: 'MS4012', message: `${quoted(value)} is no URL of http or https`, help })
  }
  const path = rest.startsWith('?') ? `/${rest}` : rest
  const fault = hostFault(host) ?? (path === '' ? undefined : pathFault(path.startsWith('#') ? `/${path}` : path))
  if (fault) return reportAt(cursor, { code: 'MS4012', ...fault })
  return { tls: scheme.toLowerCase() === 'https', host, ...(path === '' ? {} : { path }) }
})
