import { type JsonObject, typed } from './json.ts'

/** One line per request, when its answer is complete: what the client got and why. */
export const ACCESS_FORMAT: JsonObject = {
  id: '%REQ(X-REQUEST-ID)%',
  start: '%START_TIME(%s.%6f)%',
  status: '%RESPONSE_CODE%',
  flags: '%RESPONSE_FLAGS%',
  details: '%RESPONSE_CODE_DETAILS%',
  cluster: '%UPSTREAM_CLUSTER_RAW%',
  host: '%UPSTREAM_HOST%',
  attempts: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%',
  route: '%ROUTE_NAME%',
  took: '%COMMON_DURATION(DS_RX_BEG:DS_TX_END:us)%',
}

/** One line per attempt (the router's upstream_log). */
export const ATTEMPT_FORMAT: JsonObject = {
  id: '%REQ(X-REQUEST-ID)%',
  status: '%RESPONSE_CODE%',
  flags: '%RESPONSE_FLAGS%',
  cluster: '%UPSTREAM_CLUSTER_RAW%',
  host: '%UPSTREAM_HOST%',
  attempts: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%',
}

/** One line per connection of a TCP proxy, when it is closed; the caller's address tells which it was. */
export const CONNECTION_FORMAT: JsonObject = {
  from: '%DOWNSTREAM_REMOTE_ADDRESS%',
  start: '%START_TIME(%s.%6f)%',
  flags: '%RESPONSE_FLAGS%',
  cluster: '%UPSTREAM_CLUSTER_RAW%',
  host: '%UPSTREAM_HOST%',
  attempts: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%',
  received: '%BYTES_RECEIVED%',
  sent: '%BYTES_SENT%',
  tookMs: '%DURATION%',
}

export function fileLog(path: string, format: JsonObject): JsonObject {
  return {
    name: 'envoy.access_loggers.file',
    typed_config: typed('extensions.access_loggers.file.v3.FileAccessLog', {
      path,
      log_format: { json_format: format },
    }),
  }
}
