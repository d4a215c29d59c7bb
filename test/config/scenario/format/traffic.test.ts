import { expect, test } from 'vitest'
import { readScenario } from '../../../../src/config/scenario/read.ts'
import { standInFiles } from '../worked-example.ts'

test.each(['headers: { a: b }', 'methods: POST', 'paths: /a'])(
  '%s beside a trace is warned of: it has its own',
  key => {
    const text = `kind: Scenario
duration: 1m
mesh: { files: [mesh.yaml] }
traffic: { a: { to: http://shop.example/, arrivals: { trace: t.csv }, ${key} } }
`
    const files = standInFiles({ 't.csv': 't,method,url\n0,GET,/\n' })
    const { diagnostics, scenario } = readScenario(text, 's.yaml', { files, id: 'x' })
    const column = text.split('\n')[3].indexOf(key) + 1
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'MS3015',
        level: 'warning',
        place: expect.objectContaining({ line: 4, column }),
      }),
    ])
    expect(scenario?.traffic).toHaveLength(1)
  },
)
