import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'
import { EXAMPLE_MESH } from '../../src/lint/example-mesh.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshsim-lint-'))
afterAll(() => rmSync(folder, { recursive: true }))

const virtualService = (spec: string) =>
  `${EXAMPLE_MESH}---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: vs }\nspec: ${spec}\n`
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const clean = written('clean.yaml', EXAMPLE_MESH)
const warned = written(
  'warned.yaml',
  virtualService('{ hosts: [web], http: [{ route: [{ destination: { host: nobody } }] }] }'),
)
const refused = written(
  'refused.yaml',
  virtualService('{ hosts: [web], hsts: [], http: [{ route: [{ destination: { host: web } }] }] }'),
)
const broken = written('broken.yaml', 'a: [1\n')

async function typed(...args: string[]) {
  let data = ''
  let talk = ''
  const terminal = { color: false, width: 200, interactive: false, unicode: true, animated: false }
  const code = await runProgram(['lint', ...args], {
    data: text => {
      data += text
    },
    talk: text => {
      talk += text
    },
    dataTerminal: terminal,
    talkTerminal: terminal,
  })
  return { code, data, talk }
}

test.each([
  ['nothing found', [clean], 0],
  ['a warning', [warned], 0],
  ['a warning that counts', [warned, '--fail-on=warn'], 3],
  ['nothing, and warnings would count', [clean, '--fail-on=warn'], 0],
  ['a resource that istiod refuses', [refused], 1],
  ['the same when warnings count', [refused, '--fail-on=warn'], 1],
  ['a file that is no YAML', [broken], 2],
  ['a file that is not there', [join(folder, 'none.yaml')], 2],
  ['no path', [], 2],
])('%s: %j exits %i', async (_what, args, expected) => {
  const { code } = await typed(...args)
  expect(code).toBe(expected)
})

test('text: the finding, then the count', async () => {
  const { data, talk } = await typed(warned)
  expect(data).toMatch(/warned\.yaml:\d+:\d+ warning MS2401: .*nobody.*503 NC/)
  expect(data).toMatch(/\n1 warning \(\d+ resources in 1 file\); meshsim explain CODE tells more\n$/)
  expect(talk).toBe('')
})

test('-o json: findings with places', async () => {
  const { data } = await typed(warned, '-o', 'json')
  const { schema, files, findings, suppressed } = JSON.parse(data)
  expect({ schema, files, suppressed }).toEqual({ schema: 1, files: 1, suppressed: [] })
  expect(findings).toEqual([
    expect.objectContaining({ code: 'MS2401', level: 'warning', file: warned, line: 42, column: expect.any(Number) }),
  ])
})

test('-o sarif: 2.1.0 with rule, level and region', async () => {
  const { data } = await typed(warned, '-o', 'sarif')
  const { version, runs } = JSON.parse(data)
  expect(version).toBe('2.1.0')
  expect(runs[0].tool.driver).toMatchObject({ name: 'meshsim', rules: [{ id: 'MS2401' }] })
  expect(runs[0].results).toEqual([expect.objectContaining({ ruleId: 'MS2401', ruleIndex: 0, level: 'warning' })])
  expect(runs[0].results[0].locations[0].physicalLocation.region.startLine).toBe(42)
})

test('-o github: one workflow command per finding', async () => {
  const { data } = await typed(warned, '-o', 'github')
  expect(data).toMatch(
    /^::warning file=[^,]*warned\.yaml,line=42,col=\d+,endColumn=\d+,title=MS2401::VirtualService.*\n$/,
  )
})
