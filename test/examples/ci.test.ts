import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseYaml } from '../../src/config/yaml.ts'
import { typed } from '../cli/typed.ts'

const page = readFileSync('docs/ci.md', 'utf8')
const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text)

test('the workflow and the hooks are YAML', () => {
  expect(blocks).toHaveLength(2)
  for (const [i, text] of blocks.entries()) {
    const { documents, diagnostics } = parseYaml(text, `block ${i + 1}`, 'yaml12')
    expect(diagnostics).toEqual([])
    expect(documents).toHaveLength(1)
  }
  expect(parseYaml(blocks[0], 'workflow', 'yaml12').documents[0].value).toMatchObject({
    on: { pull_request: {} },
    jobs: { routing: { steps: expect.any(Array) } },
  })
})

test('the commands that it runs exist, with the flags that it gives', async () => {
  const lines = [...page.matchAll(/meshsim ((?:lint|test|diff|init tests)\b[^`\n>]*)/g)].map(([, words]) => words)
  const used = new Set(lines.map(words => words.split(' ')[0]))
  expect([...used].sort()).toEqual(['diff', 'init', 'lint', 'test'])
  const { data: commands } = await typed('--help')
  for (const command of used) expect(commands).toMatch(new RegExp(`meshsim ${command}\\b`))
  for (const words of lines) {
    const [command] = words.split(' ')
    const { data: help } = await typed(command, '--help')
    for (const [flag] of words.matchAll(/(?<= )--?[a-z][a-z-]*/g)) expect(help).toContain(flag)
  }
})
