import { expect, test } from 'vitest'
import type { Request } from '../../src/dataplane/request.ts'
import { cookieOf } from '../../src/proxy/cookie.ts'

const withCookies = (...lines: string[]): Request => ({
  method: 'GET',
  scheme: 'http',
  authority: 'web',
  path: '/',
  headers: new Map(lines.length === 0 ? [] : [['cookie', lines]]),
})

test.each([
  [['a=1; b=2'], 'b', '2'],
  [['a="1"'], 'a', '1'],
  [['a=1', 'a=2'], 'a', '1'],
  [['ab=1'], 'a', undefined],
  [['a=x=y'], 'a', 'x=y'],
  [[], 'a', undefined],
])('cookies %j: %s is %s', (lines, name, value) => {
  expect(cookieOf(withCookies(...lines), name)).toBe(value)
})
