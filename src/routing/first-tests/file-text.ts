import { cutPort } from '../../proxy/route/authority.ts'
import type { FirstTest } from './first-tests.ts'

/** The file that `meshsim init tests` writes. */
export function firstTestsText(files: readonly string[], istio: string, tests: readonly FirstTest[]): string {
  return [
    '# One test for each match of each route with a request that reaches it, and one that just misses it.',
    '# Written from the mesh as it is: read what it does, keep what you mean, change what you do not.',
    'kind: RouteTests',
    `mesh: { files: [${files.map(quoted).join(', ')}], istio: ${quoted(istio)} }`,
    'tests:',
    ...tests.flatMap(entry => ('comment' in entry ? [`  # ${entry.comment}`] : testLines(entry))),
    '',
  ].join('\n')
}

function testLines({ name, caller, from, example, expect }: Extract<FirstTest, { name: string }>): readonly string[] {
  const { authority, path, method, headers } = example
  const isSent = Object.keys(headers).length > 0
  const { port, tls } = caller.target
  const isUsual = caller.proxy.kind === 'gateway' || port === (tls ? 443 : 80) || authority !== cutPort(authority)
  const request = {
    host: isUsual ? authority : `${authority}:${port}`,
    path,
    ...(method === 'GET' ? {} : { method }),
    ...(isSent ? { headers } : {}),
  }
  return [
    `  - name: ${quoted(name)}`,
    `    from: ${flow(from)}`,
    `    request: ${flow(request)}`,
    `    expect: ${flow(expect)}`,
  ]
}

/** YAML's flow style, which reads better than JSON: keys bare, texts bare where nothing else can be meant. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${quoted(key)}: ${flow(inner)}`)
      .join(', ')} }`
  }
  return typeof value === 'string' ? quoted(value) : String(value)
}

function quoted(text: string): string {
  const isPlain =
    /^[A-Za-z/][A-Za-z0-9/._#-]*$/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) &&
    !text.includes(' #')
  return isPlain ? text : JSON.stringify(text)
}
