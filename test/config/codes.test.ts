import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CONFIG_CODES } from '../../src/config/codes.ts'

const root = join(import.meta.dirname, '../../src/config')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && file !== 'codes.ts')
  .map(file => readFileSync(join(root, file), 'utf8'))
  .join('\n')

test('every code is used, and every code that is used is listed', () => {
  const used = new Set(sources.match(/MS[12][0-9]{3}/g))
  expect(Object.keys(CONFIG_CODES).filter(code => !used.has(code))).toEqual([])
  expect([...used].filter(code => !(code in CONFIG_CODES))).toEqual([])
})
