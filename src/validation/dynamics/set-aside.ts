/**
 * Fields that are no facts about Envoy, each with the reason. Names of fields, wherever they stand under `observed`; a
 * case is never set aside.
 */
const SET_ASIDE: Readonly<Record<string, string>> = {
  mean_request_spacing_ms: 'speed of the recording client; an input: the gap between requests',
  sent_at_ms: 'when the recording client sent; an input: replayed',
  backend_delay_ms: 'an input: the service times',
  label: 'what a row is called',
  first_route: 'what a row asks for: an input',
  fault: 'what a row asks for: an input',
  request_mirror_policies: 'what a row asks for: an input',
  route: 'what a row asks for: an input',
  request_headers: 'what a row asks for: an input',
  backend: 'what a row asks for: an input',
  offered: 'what a row asks for: an input',
  config: 'what a row asks for: an input',
  max_ms: 'the longest of all waits: a pause of the recording machine; p95 and the histogram say how long waits are',
  mean_ms_by_host: "the recorded servers' times with the client's overhead; an input: the service times",
  direct_ms: 'speed of the recording machine',
  through_envoy_ms: 'speed of the recording machine',
  added_ms: 'speed of the recording machine',
  priorities: "an input: the hosts of a row's cluster",
  localities: "an input: the hosts of a row's cluster",
  hosts: 'an input: the hosts of a block or set of requests',
  lb_policy: 'an input: a setting of a row or set',
  healthy_panic_threshold: 'an input: a setting of a row',
  ring_hash_lb_config: 'an input: a setting of a set',
  maglev_lb_config: 'an input: a setting of a set',
  overprovisioning_factor: 'an input: a setting of a row',
}

export function isSetAside(field: string): boolean {
  return field in SET_ASIDE
}
