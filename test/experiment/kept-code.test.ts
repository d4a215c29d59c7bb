import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runKept } from '../../src/experiment/kept-code.ts'

test('what a program exports can be called, its bytecode kept once and taken again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-kept-'))
  const text = `(function (require, __filename, exports) { exports.name = () => require('node:path').basename(__filename) })`
  writeFileSync(join(folder, 'worker-abc.cjs'), text)
  const caches = () => readdirSync(folder).filter(name => name.endsWith('.cache'))
  const run = () => {
    const { exported, keep } = runKept(folder, 'worker', 'thread')
    expect((exported as { name: () => string }).name()).toBe('worker-abc.cjs')
    keep()
  }
  run()
  const kept = caches()
  expect(kept).toEqual([expect.stringMatching(/^worker-abc\.cjs\.\d+\.thread\.cache$/)])
  run()
  expect(caches()).toEqual(kept)
  rmSync(folder, { recursive: true })
})
