import type { HttpRule } from '../istio/virtual-service/virtual-service.ts'

const KIND_RANK: Readonly<Record<string, number>> = { exact: 3, prefix: 2, regex: 1 }

/**
 * Most specific first; equal ones stay as they are, which is by age (route_collections.go:sortHTTPRoutes). Rules have one
 * match each.
 */
export function bySpecificity(a: HttpRule, b: HttpRule): number {
  const [first, second] = [weightsOf(a), weightsOf(b)]
  const difference = first.findIndex((weight, i) => weight !== second[i])
  return difference < 0 ? 0 : second[difference] - first[difference]
}

/** What is compared, in this order. */
function weightsOf({ match: [match] }: HttpRule): readonly number[] {
  const { uri, method, headers, queryParams } = match
  return [uri ? (KIND_RANK[uri.kind] ?? 0) : 0, uri?.value.length ?? 0, method ? 1 : 0, headers.size, queryParams.size]
}
