import type { HeaderMutation } from '../../dataplane/route.ts'
import type { JsonObject } from './json.ts'

/** The four fields that routes and weighted clusters share. */
export function headerMutations(request: HeaderMutation, response: HeaderMutation): JsonObject {
  return {
    ...adding('request_headers_to_add', request),
    ...(request.remove.length > 0 && { request_headers_to_remove: request.remove }),
    ...adding('response_headers_to_add', response),
    ...(response.remove.length > 0 && { response_headers_to_remove: response.remove }),
  }
}

function adding(field: string, { set, add }: HeaderMutation): JsonObject {
  const options = [
    ...set.map(header => headerOption(header, 'OVERWRITE_IF_EXISTS_OR_ADD')),
    ...add.map(header => headerOption(header, 'APPEND_IF_EXISTS_OR_ADD')),
  ]
  return options.length > 0 ? { [field]: options } : {}
}

/** istiod never asks to keep an empty value: Envoy then adds no header. */
function headerOption([key, value]: readonly [string, string], action: string): JsonObject {
  return { header: { key, value }, append_action: action }
}
