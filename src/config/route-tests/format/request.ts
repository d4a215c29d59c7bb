import { mapOf } from '../../scenario/format/collection.ts'
import { object, optional } from '../../scenario/format/object.ts'
import { integer, text } from '../../scenario/format/scalar.ts'
import {
  type Cursor,
  checked,
  childOf,
  hasKey,
  isMapping,
  meaning,
  reportAt,
  type Shape,
} from '../../scenario/format/shape.ts'
import type { CallerSpec } from '../route-tests.ts'
import { distinct, distinctKeys } from './distinct.ts'
import { headerNameFault, headerValue, hostText, methodText, pathText, urlText } from './request-text.ts'
import { severalOf, shown, toggle } from './value.ts'

/** A request with several values in places: all combinations are meant. */
export interface RequestLists {
  readonly host?: readonly string[]
  readonly path?: readonly string[]
  readonly method?: readonly string[]
  /** By lower-case name; `absent` = not sent. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** From the scheme of a URL. */
  readonly tls?: boolean
}

const headers = checked(
  distinctKeys(mapOf('mapping of headers to values', distinct(severalOf('value', headerValue)))),
  cursor => {
    for (const name of isMapping(cursor.value) ? Object.keys(cursor.value) : []) {
      const fault = headerNameFault(name)
      if (fault) reportAt(childOf(cursor, name), { code: 'MS4012', ...fault }, 'key')
    }
  },
)

/** Lists multiply. */
export const requestShape: Shape<RequestLists> = meaning(
  object(
    'request',
    {
      url: optional(urlText, 'Host and path in one; https:// means that the client begins TLS.', {
        example: 'http://reviews:9080/reviews/0',
      }),
      host: optional(distinct(severalOf('host', hostText)), 'Value of Host, with its port if it has one.', {
        example: 'reviews',
      }),
      path: optional(distinct(severalOf('path', pathText)), 'Path, with its query; begins with /. Default: /.', {
        example: ['/a', '/b?c=d'],
      }),
      method: optional(
        distinct(severalOf('method', methodText), each => each.toUpperCase()),
        'Default: GET.',
        { example: ['GET', 'POST'] },
      ),
      headers: optional(headers, 'Headers, whatever their case; "" is an empty one, absent means not sent.', {
        example: { 'end-user': ['jason', 'absent'] },
      }),
    },
    { check: checkUrl },
  ),
  ({ url, host, path, method, headers }) => ({
    ...shown({
      host: host ?? (url && [url.host]),
      path: path ?? (url?.path === undefined ? undefined : [url.path]),
      method,
      tls: url?.tls,
    }),
    headers: new Map((headers ?? []).map(({ key, value }) => [key.name.toLowerCase(), value])),
  }),
)

/** A URL has its host, and most have their path. */
function checkUrl(cursor: Cursor): void {
  if (!hasKey(cursor, 'url')) return
  const at = childOf(cursor, 'url')
  const [, path] = /^https?:\/\/[^/?#]*(.*)$/i.exec(String(at.value)) ?? []
  if (hasKey(cursor, 'host')) {
    reportAt(
      childOf(cursor, 'host'),
      { code: 'MS3015', message: 'url has a host already', help: 'leave one out' },
      'key',
    )
  }
  if (hasKey(cursor, 'path') && path !== undefined && path !== '') {
    const help = 'end the URL behind its host, or leave path out'
    reportAt(childOf(cursor, 'path'), { code: 'MS3015', message: 'url has a path already', help }, 'key')
  }
}

/** Who sends: a workload or a gateway; default: whoever serves the host. */
export const callerShape: Shape<CallerSpec> = meaning(
  object('caller', {
    workload: optional(text('workload'), 'A workload, as name or namespace/name.', { example: 'productpage-v1' }),
    gateway: optional(text('gateway'), 'A gateway: its Service, or a Gateway resource.', {
      example: 'bookinfo-gateway',
    }),
    namespace: optional(text('namespace'), 'Of the workload or gateway; needed where the name is not unique.'),
    zone: optional(text('zone'), 'A pod of this zone.'),
    port: optional(
      integer('port', 1, 65535),
      'Port that the client dials: of the Service, or of the server where a Gateway resource is named.',
    ),
    tls: optional(toggle, 'The client begins TLS. Default: as the URL says, else false.'),
  }),
  (fields, cursor) => {
    if ((fields.workload === undefined) === (fields.gateway === undefined)) {
      const help = 'for example from: { workload: productpage-v1 } or from: { gateway: bookinfo-gateway }'
      return reportAt(cursor, { code: 'MS3015', message: 'names a workload or a gateway, one of them', help })
    }
    return { place: cursor.source.place, ...shown(fields) }
  },
)
