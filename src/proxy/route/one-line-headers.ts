import type { Headers } from '../../dataplane/request.ts'

/**
 * Request headers that Envoy keeps on one line, whatever the client sends: its inline headers (envoy/http/header_map.h:
 * INLINE_REQ_STRING_HEADERS and the registered custom ones), as a live Envoy 1.40 showed them. All others keep their
 * lines.
 * Known differences from Envoy: none.
 */
const ON_ONE_LINE: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'authorization',
  'cache-control',
  'cdn-loop',
  'content-encoding',
  'content-type',
  'grpc-accept-encoding',
  'grpc-timeout',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'origin',
  'pragma',
  'referer',
  'user-agent',
  'via',
  'x-client-trace-id',
  'x-envoy-decorator-operation',
  'x-envoy-external-address',
  'x-envoy-original-host',
  'x-envoy-original-path',
  'x-forwarded-client-cert',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
])

/** A further line of a header: behind a comma where Envoy keeps one line, instead of an empty one. */
export function withLine(name: string, lines: readonly string[], added: string): readonly string[] {
  if (!ON_ONE_LINE.has(name) || lines.length === 0) return [...lines, added]
  return [[...lines, added].filter(line => line !== '').join(',')]
}

/** The headers as Envoy holds them: the same object where nothing is to be joined. */
export function heldHeaders(headers: Headers): Headers {
  const isHeld = ([name, lines]: readonly [string, readonly string[]]) => lines.length < 2 || !ON_ONE_LINE.has(name)
  if ([...headers].every(isHeld)) return headers
  return new Map([...headers].map(each => (isHeld(each) ? each : [each[0], joined(each)])))
}

function joined([name, lines]: readonly [string, readonly string[]]): readonly string[] {
  let held = lines.slice(0, 1)
  for (const line of lines.slice(1)) held = [...withLine(name, held, line)]
  return held
}
