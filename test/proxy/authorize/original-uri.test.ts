import { expect, it } from 'vitest'
import { originalUri } from '../../../src/proxy/authorize/original-uri.ts'
import { requestOf } from './facts-of.ts'

it('is scheme, host and path, of which 256 characters', () => {
  expect(originalUri(requestOf({ path: '/a?b=1' }))).toBe('http://web.example/a?b=1')
  expect(originalUri(requestOf({ lines: { 'x-forwarded-proto': ['https'] } }))).toBe('https://web.example/a')
  expect(originalUri(requestOf({ path: `/${'x'.repeat(300)}` }))).toBe(`http://web.example/${'x'.repeat(255)}`)
})
