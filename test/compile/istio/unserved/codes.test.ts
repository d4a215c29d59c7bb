import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { UNSERVED_CODES } from '../../../../src/compile/istio/unserved/codes.ts'

it('lists every MS24 code of the compiler, and none that nothing says', () => {
  const root = new URL('../../../../src/compile/', import.meta.url)
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('codes.ts'))
    .map(file => readFileSync(new URL(file, root), 'utf8'))
  const said = new Set(sources.flatMap(source => source.match(/MS\d{4}/g) ?? []))
  expect([...said].sort()).toEqual(Object.keys(UNSERVED_CODES).sort())
})
