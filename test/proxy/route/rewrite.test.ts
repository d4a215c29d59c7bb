import { describe, expect, it } from 'vitest'
import type { PathMatch } from '../../../src/dataplane/match.ts'
import { rewritePath } from '../../../src/proxy/route/rewrite.ts'

describe('rewrites', () => {
  const prefix = (value: string): PathMatch => ({ kind: 'prefix', value, ignoreCase: false })

  it('replaces what was matched and mends no slash', () => {
    expect(rewritePath('/common/api', prefix('/common'), { kind: 'prefix', value: '/' })).toBe('//api')
    expect(rewritePath('/common/api', prefix('/common/'), { kind: 'prefix', value: '/' })).toBe('/api')
    expect(rewritePath('/x?q=1', prefix('/'), { kind: 'prefix', value: '/new' })).toBe('/newx?q=1')
    expect(
      rewritePath('/x/y?q=1', { kind: 'regex', value: '.*', ignoreCase: false }, { kind: 'prefix', value: '/n' }),
    ).toBe('/n?q=1')
  })

  it('substitutes every match, groups by backslash, and no empty match behind another', () => {
    const regex = (pattern: string, substitution: string) => ({ kind: 'regex' as const, pattern, substitution })
    expect(rewritePath('/a/1/a/2?a', prefix('/'), regex('/a/([0-9])', '/b\\1'))).toBe('/b1/b2?a')
    expect(rewritePath('/g3/x', prefix('/'), regex('.*', '/all'))).toBe('/all')
    expect(rewritePath('/a', prefix('/'), regex('^.*$', ''))).toBe('/a')
  })
})
