/**
 * Fields that are no facts about Envoy, each with the reason. Names of fields, wherever they stand under `observed`; a
 * case is never set aside.
 */
const SET_ASIDE: Readonly<Record<string, string>> = {
  mean_request_spacing_ms: 'speed of the recording client; an input: the gap between requests',
  sent_at_ms: 'when the recording client sent; an input: replayed',
  mean_ms_by_host: "the recorded servers' times with the client's overhead; an input: the service times",
}

export function isSetAside(field: string): boolean {
  return field in SET_ASIDE
}
