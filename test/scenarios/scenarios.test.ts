import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../src/experiment/input.ts'
import { simulate } from '../../src/experiment/simulate.ts'
import { summaryText } from '../../src/report/text/summary.ts'

const FOLDER = fileURLToPath(new URL('../../scenarios', import.meta.url))
const NAMES = readdirSync(FOLDER).filter(name => existsSync(`${FOLDER}/${name}/scenario.yaml`))

/** The summary, whose last line is the digest: a change of any attempt of any request shows. */
describe.each(NAMES)('%s', name => {
  it('passes, and says what it has always said', async () => {
    const result = await simulate(await loadScenario(`${FOLDER}/${name}`))
    const summary = summaryText(result, { width: 100, color: false, unicode: true })
    await expect(summary).toMatchFileSnapshot(`${name}.summary.txt`)
    expect(result.assertions.filter(({ passed }) => !passed)).toEqual([])
    expect(result.complete).toBe(true)
  })

  it('asks a question and reads on one page', async () => {
    const readme = readFileSync(`${FOLDER}/${name}/README.md`, 'utf8')
    const { title, assertions } = await loadScenario(`${FOLDER}/${name}`)
    expect(readme.split('\n')[0]).toBe(`# ${title}`)
    expect(title).toMatch(/\?$/)
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(40)
    expect(assertions.length).toBeGreaterThan(0)
  })
})

it('README.md shows lines of the summary as it is', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [, excerpt] = /```text\n([\s\S]*?)```/.exec(readme) ?? []
  const summary = readFileSync(new URL('01-bookinfo-canary-zone-loss.summary.txt', import.meta.url), 'utf8').split('\n')
  const shown = excerpt?.split('\n').filter(line => !/^(report .*| *\[\.\.\.\])?$/.test(line))
  expect(shown?.filter(line => !summary.includes(line))).toEqual([])
  expect(shown?.at(-1)).toMatch(/^digest /)
})

it('there are scenarios', () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(5)
})
