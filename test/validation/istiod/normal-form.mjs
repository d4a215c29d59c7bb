// Envoy's configuration in a form in which two of the same meaning are equal: defaults written out, durations in seconds, what no
// request can tell left out.

/** What says nothing about where a request goes: telemetry, names of filters and statistics, limits of the table's own size. */
const ASIDE = new Set([
  '@type',
  'alt_stat_name',
  'decorator',
  'filter_enabled',
  'max_direct_response_body_size_bytes',
  'metadata',
  'runtime_key',
  'stat_prefix',
  'trace_sampled',
  'typed_config',
  'upstream_http_protocol_options',
  'validate_clusters',
])
const PARTS = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }

function plain(value) {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'string' && /^\d+(\.\d+)?s$/.test(value)) return Number(value.slice(0, -1))
  if (value === null || typeof value !== 'object') return value
  if ('numerator' in value || 'denominator' in value)
    return (value.numerator ?? 0) / (PARTS[value.denominator ?? 'HUNDRED'] ?? Number.NaN)
  return Object.fromEntries(
    Object.keys(value)
      .filter(key => !ASIDE.has(key) && value[key] !== undefined)
      .sort()
      .map(key => [key, plain(value[key])]),
  )
}

/** envoy.config.route.v3.RouteConfiguration */
export function routeTable({ name, virtual_hosts = [], ignore_port_in_host_matching = false }) {
  return { name, ignore_port_in_host_matching, virtual_hosts: plain(virtual_hosts).map(virtualHost) }
}

function virtualHost({ name, domains, routes = [], include_request_attempt_count: counts, ...rest }) {
  return {
    ...rest,
    name,
    domains: domains.toSorted(),
    routes: routes.map(route),
    // Nobody sees how often a table without routes has tried.
    counts: name.startsWith('blackhole') ? undefined : (counts ?? false),
  }
}

function route({ match, route: action, redirect, direct_response: answer, typed_per_filter_config: filters, ...rest }) {
  return {
    ...headers(rest),
    match: routeMatch(match),
    ...(action && { route: forward(action) }),
    ...(redirect && { redirect: { response_code: 'MOVED_PERMANENTLY', ...without(redirect, { path_redirect: '' }) } }),
    ...(answer && { direct_response: directResponse(answer) }),
    fault: fault(filters?.['envoy.filters.http.fault'] ?? {}),
    cors: cors(filters?.['envoy.filters.http.cors']),
  }
}

/** Regular expressions are for the whole text, whether they say so or not. */
function cors(policy) {
  const whole = each => each.safe_regex && { safe_regex: { regex: each.safe_regex.regex.replace(/^\^|\$$/g, '') } }
  return (
    policy && {
      ...policy,
      allow_origin_string_match: policy.allow_origin_string_match?.map(each => whole(each) ?? each),
    }
  )
}

/** A share of nothing is written as `{}`. */
function fault({ delay, abort }) {
  const share = part => part && { ...part, percentage: typeof part.percentage === 'number' ? part.percentage : 0 }
  return { delay: share(delay), abort: share(abort) }
}

function directResponse({ status, body }) {
  const bytes = body?.inline_bytes
  return { status, body: bytes ? Buffer.from(bytes, 'base64').toString() : body?.inline_string }
}

function routeMatch({ case_sensitive = true, headers: conditions = [], query_parameters: parameters, ...rest }) {
  return {
    ...rest,
    // A regular expression says itself whether it minds.
    case_sensitive: rest.safe_regex ? true : case_sensitive,
    headers: inOneOrder(conditions.map(({ name, ...condition }) => ({ name: name.toLowerCase(), ...condition }))),
    query_parameters: parameters && inOneOrder(parameters),
  }
}

/** All of them must hold. istiod goes through a map (TranslateRouteMatch), and so in another order each time. */
function inOneOrder(conditions) {
  const text = ({ name, ...condition }) => `${name} ${JSON.stringify(condition)}`
  return conditions.toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
}

function forward({ retry_policy: retry, max_stream_duration: longest, request_mirror_policies: mirrors, ...action }) {
  const { weighted_clusters: weighted } = action
  return {
    ...action,
    ...(weighted && { weighted_clusters: weighted.clusters.map(headers) }),
    ...(retry && { retry_policy: retryPolicy(retry) }),
    ...(mirrors && { mirrors: mirrors.map(({ cluster, runtime_fraction }) => ({ cluster, runtime_fraction })) }),
    max_grpc_timeout: action.max_grpc_timeout ?? longest?.grpc_timeout_header_max,
    max_stream_duration: longest?.max_stream_duration,
  }
}

function retryPolicy({ host_selection_retry_max_attempts: most, retry_host_predicate: predicates, ...retry }) {
  return { num_retries: 1, ...retry, most: Number(most ?? 0), predicates: predicates?.map(({ name }) => name) }
}

/** One level's header changes, by header: only the order of those of one header shows. */
function headers(level) {
  const { request_headers_to_add: asked, request_headers_to_remove: gone, ...more } = level
  const { response_headers_to_add: answered, response_headers_to_remove: hidden, ...rest } = more
  const lower = (names = []) => names.map(name => name.toLowerCase())
  return { ...rest, asked: byName(asked), gone: lower(gone), answered: byName(answered), hidden: lower(hidden) }
}

function byName(options = []) {
  return options
    .map(({ header, append_action = 'APPEND_IF_EXISTS_OR_ADD' }) => [
      header.key.toLowerCase(),
      header.value ?? '',
      append_action,
    ])
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
}

const OUTLIER_DEFAULTS = {
  consecutive_5xx: 5,
  enforcing_consecutive_5xx: 100,
  consecutive_gateway_failure: 5,
  enforcing_consecutive_gateway_failure: 0,
  split_external_local_origin_errors: false,
  consecutive_local_origin_failure: 5,
  enforcing_consecutive_local_origin_failure: 100,
  enforcing_success_rate: 100,
  interval: 10,
  base_ejection_time: 30,
  max_ejection_percent: 10,
}
const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'

/** envoy.config.cluster.v3.Cluster without type and endpoints. */
export function cluster(written) {
  const { lb_policy = 'ROUND_ROBIN', connect_timeout, circuit_breakers, outlier_detection, ...rest } = plain(written)
  const { common_lb_config: common = {}, typed_extension_protocol_options: options = {} } = rest
  const { track_remaining, ...limits } = circuit_breakers?.thresholds?.[0] ?? {}
  return {
    // An ORIGINAL_DST cluster has a balancer of its own, which a static export can't name.
    lb_policy: lb_policy === 'CLUSTER_PROVIDED' ? 'ROUND_ROBIN' : lb_policy,
    connect_timeout,
    limits,
    outlier: outlier_detection && outlier(outlier_detection),
    panic: common.healthy_panic_threshold?.value ?? 0,
    locality_weighted: common.locality_weighted_lb_config !== undefined,
    ring: rest.ring_hash_lb_config && numbers(rest.ring_hash_lb_config),
    maglev: rest.maglev_lb_config && numbers(rest.maglev_lb_config),
    slow_start: slowStart(rest.round_robin_lb_config ?? rest.least_request_lb_config),
    http: httpOptions(options[HTTP_OPTIONS] ?? {}),
  }
}

function outlier({ max_ejection_time, enforcing_local_origin_success_rate, ...written }) {
  const all = { ...OUTLIER_DEFAULTS, ...written }
  return { ...all, max_ejection_time: Math.max(max_ejection_time ?? 300, all.base_ejection_time) }
}

function slowStart({ slow_start_config: written } = {}) {
  if (written === undefined) return undefined
  const { slow_start_window, aggression, min_weight_percent } = written
  return { slow_start_window, aggression: aggression?.default_value ?? 1, least: min_weight_percent?.value ?? 10 }
}

function httpOptions({ explicit_http_config: explicit, common_http_protocol_options: common = {}, ...rest }) {
  const isHttp1 = explicit === undefined || explicit.http_protocol_options !== undefined
  return { ...rest, common, http2: isHttp1 ? undefined : explicit }
}

/** 64-bit numbers are texts in Envoy's JSON. */
function numbers(written) {
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, Number(value) || value]))
}

function without(value, defaults) {
  return Object.fromEntries(Object.entries(value).filter(([key, text]) => defaults[key] !== text))
}
