import { expect } from 'vitest'
import type { SourceFile } from '../../../src/config/read-mesh.ts'
import { quickScenario } from '../../../src/config/scenario/quick.ts'
import type { Explanation, HopExplanation, Step } from '../../../src/dataplane/explanation.ts'
import { standingMesh } from '../../../src/experiment/standing-mesh.ts'
import { NO_SIGNATURES } from '../../../src/proxy/authorize/jwt/signature-table.ts'
import { initHash } from '../../../src/proxy/hash.ts'
import { explainRequest } from '../../../src/routing/explain/explain-request.ts'
import { questionOf, typedRequest } from '../../../src/routing/explain/question.ts'
import { viewOf } from '../../../src/routing/explain/view.ts'
import { splitUrl } from '../../../src/traffic/url.ts'

export interface Asked {
  readonly from?: string
  readonly method?: string
  readonly url: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly set?: readonly string[]
}

/** The explanation of one request into a mesh of these files; the question must be free of errors. */
export async function explain(files: Readonly<Record<string, string>>, asked: Asked): Promise<Explanation> {
  const { url, from, set, method = 'GET', headers = [] } = asked
  const sources: SourceFile[] = Object.entries(files).map(([path, text]) => ({ path, text }))
  const none = { files: [], diagnostics: [] }
  const { scenario, diagnostics } = quickScenario(
    { files: ['mesh'], to: url, from, set },
    {
      manifests: source => (source === 'mesh' ? { files: sources, diagnostics: [] } : none),
      text: () => ({ fault: '' }),
    },
  )
  expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  if (!scenario) throw new Error('no scenario')
  const standing = standingMesh(scenario)
  expect(standing.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  const [caller] = standing.callers
  if (!caller) throw new Error('no caller')
  await initHash()
  const parts = splitUrl(url)
  const question = questionOf(caller, typedRequest(method, parts, headers), parts.authority)
  const view = viewOf(standing, NO_SIGNATURES, 0)
  const request = { method, url, headers: Object.fromEntries(headers) }
  return { from: caller.told, request, assumed: standing.assumed, hops: explainRequest(view, question) }
}

/** Lines of a trail as `title | text | file:line`, inner ones indented. */
export function lines({ trail }: HopExplanation): string[] {
  return trail.flatMap(step => stepLines(step, ''))
}

function stepLines({ title, text, origin, inner }: Step, indent: string): string[] {
  const { file, line } = origin?.place ?? { file: '', line: 0 }
  const place = line > 0 ? ` | ${file}:${line}` : ''
  return [`${indent}${title} | ${text}${place}`, ...inner.flatMap(each => stepLines(each, `${indent}  `))]
}

/** Line (from 1) of the first line of a text that holds `part`. */
export function lineOf(text: string, part: string): number {
  const index = text.split('\n').findIndex(line => line.includes(part))
  expect(index, `a line with ${part}`).toBeGreaterThanOrEqual(0)
  return index + 1
}
