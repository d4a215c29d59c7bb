import { dump } from 'js-yaml'
import type { ExportedProxy } from './bootstrap.ts'
import type { JsonObject } from './json.ts'

export function yamlText(bootstrap: JsonObject): string {
  return dump(JSON.parse(JSON.stringify(bootstrap)), { noRefs: true, lineWidth: 120 })
}

/** What a person needs beside the bootstrap: where to knock, where the endpoints are, what is missing. */
export function exportNotes(
  { proxy, ways, endpoints, leftOut }: ExportedProxy & { readonly proxy: string },
  isMapped: boolean,
): string {
  const lines = [
    `proxy of ${proxy}`,
    ...ways.map(({ target, port }) => `${target.host}:${target.port} is dialled at 127.0.0.1:${port}`),
    ...(isMapped ? endpoints.map(mappedText) : []),
    ...leftOut.map(each => `left out: ${each}`),
  ]
  return `${lines.join('\n')}\n`
}

function mappedText({ endpoint, pod, address, port }: ExportedProxy['endpoints'][number]): string {
  return `${pod === '' ? endpoint : `${pod} (${endpoint})`} is looked for at ${address}:${port}`
}
