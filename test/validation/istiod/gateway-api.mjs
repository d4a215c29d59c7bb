// Objects of the Gateway API as the API server stores them: with the defaults of their schemas, without which istiod panics.

export const GROUP = 'gateway.networking.k8s.io'
const ANY_PATH = { type: 'PathPrefix', value: '/' }

export function isGatewayApi({ apiVersion }) {
  return String(apiVersion).startsWith(`${GROUP}/`)
}

/** The class that istiod's own controller serves. */
export const ISTIO_CLASS = { spec: { controllerName: 'istio.io/gateway-controller' } }

/** In the version that istiod asks for: an API server turns any into any (schema/gvr). */
export function withDefaults(document) {
  if (!isGatewayApi(document) || !document.spec) return document
  const { kind, spec } = document
  const stored = { ...document, apiVersion: `${GROUP}/${kind === 'ReferenceGrant' ? 'v1beta1' : 'v1'}` }
  if (kind === 'Gateway' || kind === 'ListenerSet')
    return { ...stored, spec: { ...spec, listeners: spec.listeners?.map(listener) } }
  if (!kind.endsWith('Route')) return stored
  const parentRefs = spec.parentRefs?.map(each => ({ group: GROUP, kind: 'Gateway', ...each }))
  const rules = (spec.rules ?? (kind === 'HTTPRoute' ? [{}] : undefined))?.map(each => rule(each, kind))
  return { ...stored, spec: { ...spec, parentRefs, rules } }
}

function listener({ allowedRoutes: { namespaces, kinds, ...others } = {}, tls, ...rest }) {
  return {
    ...rest,
    tls: tls && {
      mode: 'Terminate',
      ...tls,
      certificateRefs: tls.certificateRefs?.map(each => ({ group: '', kind: 'Secret', ...each })),
    },
    allowedRoutes: {
      ...others,
      kinds: kinds?.map(each => ({ group: GROUP, ...each })),
      namespaces: { from: 'Same', ...namespaces },
    },
  }
}

function rule({ matches, filters, backendRefs, ...rest }, kind) {
  const written = matches ?? (kind === 'HTTPRoute' ? [{}] : undefined)
  return {
    ...rest,
    matches: written?.map(each => match(each, kind)),
    filters: filters?.map(filter),
    backendRefs: backendRefs?.map(each => ({
      ...reference(each),
      weight: each.weight ?? 1,
      filters: each.filters?.map(filter),
    })),
  }
}

function match({ path, method, headers, queryParams, ...rest }, kind) {
  const exact = each => ({ type: 'Exact', ...each })
  return {
    ...rest,
    path: kind === 'HTTPRoute' ? { ...ANY_PATH, ...path } : path,
    method: kind === 'GRPCRoute' && method ? exact(method) : method,
    headers: headers?.map(exact),
    queryParams: queryParams?.map(exact),
  }
}

function filter({ requestRedirect, requestMirror, cors, ...rest }) {
  return {
    ...rest,
    requestRedirect: requestRedirect && { statusCode: 302, ...requestRedirect },
    requestMirror: requestMirror && { ...requestMirror, backendRef: reference(requestMirror.backendRef) },
    cors: cors && { maxAge: 5, ...cors },
  }
}

function reference(written) {
  return { group: '', kind: 'Service', ...written }
}
