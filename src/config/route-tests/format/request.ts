import { mapOf } from '../../scenario/format/collection.ts'
import { object, optional } from '../../scenario/format/object.ts'
import { integer, text } from '../../scenario/format/scalar.ts'
import { meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import type { CallerSpec } from '../route-tests.ts'
import { anyText, severalOf, shown, toggle } from './value.ts'

/** A request with several values in places: all combinations are meant. */
export interface RequestLists {
  readonly host?: readonly string[]
  readonly path?: readonly string[]
  readonly method?: readonly string[]
  /** By lower-case name; `absent` = not sent. */
  readonly headers: ReadonlyMap<string, readonly string[]>
}

const URL = /^https?:\/\/([^/?#]+)(.*)$/

/** Lists multiply. */
export const requestShape: Shape<RequestLists> = meaning(
  object('request', {
    url: optional(text('URL'), 'Host and path in one, as http://reviews:9080/reviews/0.'),
    host: optional(severalOf('host', text('host')), 'Value of Host, with its port if it has one.', {
      example: 'reviews',
    }),
    path: optional(severalOf('path', text('path')), 'Path, with its query. Default: /.', { example: ['/a', '/b?c=d'] }),
    method: optional(severalOf('method', text('method')), 'Default: GET.'),
    headers: optional(
      mapOf('mapping of headers to values', severalOf('value', anyText)),
      'Headers; "" is an empty one, absent means not sent.',
      { example: { 'end-user': ['jason', 'absent'] } },
    ),
  }),
  ({ url, host, path, method, headers }, cursor) => {
    const [, authority, rest] = url === undefined ? [] : (URL.exec(url) ?? [])
    if (url !== undefined && authority === undefined) {
      return reportAt(cursor, { code: 'MS3006', message: `${url} is no URL`, help: 'for example http://reviews:9080/' })
    }
    return {
      ...shown({
        host: host ?? (authority === undefined ? undefined : [authority]),
        path: path ?? (rest === undefined ? undefined : [rest === '' ? '/' : rest]),
        method: method?.map(each => each.toUpperCase()),
      }),
      headers: new Map((headers ?? []).map(({ key, value }) => [key.name.toLowerCase(), value])),
    }
  },
)

/** Who sends: a workload or a gateway; default: whoever serves the host. */
export const callerShape: Shape<CallerSpec> = meaning(
  object('caller', {
    workload: optional(text('workload'), 'A workload, with its namespace where the name is not unique.'),
    gateway: optional(text('gateway'), 'A gateway: its Service, or a Gateway resource.', {
      example: 'bookinfo-gateway',
    }),
    namespace: optional(text('namespace'), 'Of the workload or gateway.'),
    zone: optional(text('zone'), 'A pod of this zone.'),
    port: optional(
      integer('port', 1, 65535),
      'Port that the client dials: of the Service, or of the server where a Gateway resource is named.',
    ),
    tls: optional(toggle, 'The client begins TLS. Default: false.'),
  }),
  (fields, cursor) => {
    if ((fields.workload === undefined) === (fields.gateway === undefined)) {
      const help = 'for example from: { workload: productpage-v1 } or from: { gateway: bookinfo-gateway }'
      return reportAt(cursor, { code: 'MS3015', message: 'names a workload or a gateway, one of them', help })
    }
    return { place: cursor.source.place, ...shown(fields) }
  },
)
