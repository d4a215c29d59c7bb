import { describe, expect, it } from 'vitest'
import type { RouteConfiguration } from '../../../src/dataplane/route.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'
import { findVirtualHost } from '../../../src/proxy/route/find-virtual-host.ts'

const origin = { resource: 'test', place: NO_PLACE, why: '' }

function table(...domains: readonly string[]): RouteConfiguration {
  return {
    name: '80',
    ignorePortInHost: true,
    virtualHosts: domains.map(domain => ({
      name: domain,
      domains: [domain],
      routes: [],
      requireTls: 'none',
      includeAttemptCount: true,
      origin,
    })),
  }
}

const find = (config: RouteConfiguration, authority: string) => findVirtualHost(config, authority)?.name

describe('virtual host search', () => {
  const config = table('*', 'www.foo.com', '*.foo.com', '*foo.com', 'www.*', 'www.example.c*', '*.www.foo.com')

  it.each([
    ['www.foo.com', 'www.foo.com'],
    ['WWW.FOO.COM', 'www.foo.com'],
    ['www.foo.com:8080', 'www.foo.com'],
    ['a.foo.com', '*.foo.com'],
    ['a.www.foo.com', '*.www.foo.com'],
    ['xfoo.com', '*foo.com'],
    ['www.bar.org', 'www.*'],
    ['www.example.com', 'www.example.c*'],
    // A suffix beats a prefix, however long the latter.
    ['www.example.foo.com', '*.foo.com'],
    ['other', '*'],
  ])('%s -> %s', (authority, name) => {
    expect(find(config, authority)).toBe(name)
  })

  /** Envoy's config_impl_test.cc, TestDomainMatchOrderConfig. */
  it.each([
    ['www.example.com', 'exact'],
    ['wwww.example.com', 'exact'],
    ['www.example.cc', 'exact'],
    ['ww.example.com', 'suffix'],
    ['www.example.co', 'prefix'],
    ['w.example.com', 'default'],
    ['www.example.c', 'default'],
  ])('%s is found by the %s domain', (authority, kind) => {
    const exact = ['www.example.com', 'www.example.cc', 'wwww.example.com']
    const domains = {
      '*w.example.com': 'suffix',
      'www.example.c*': 'prefix',
      'ww.example.c*': 'prefix',
      '*': 'default',
    }
    const found = find(table(...exact, ...Object.keys(domains)), authority) ?? ''
    expect(exact.includes(found) ? 'exact' : domains[found as keyof typeof domains]).toBe(kind)
  })

  it('lets a star stand for at least one character', () => {
    expect(find(table('*.foo.com'), '.foo.com')).toBeUndefined()
    expect(find(table('www.example.c*'), 'www.example.c')).toBeUndefined()
  })

  it('leaves the colons of an IPv6 address alone', () => {
    expect(find(table('[2001:db8::1]'), '[2001:db8::1]:80')).toBe('[2001:db8::1]')
    expect(find(table('[2001:db8::1]'), '[2001:db8::1]')).toBe('[2001:db8::1]')
  })

  it('finds nothing without a match', () => {
    expect(find(table('a.example'), 'b.example')).toBeUndefined()
  })
})
