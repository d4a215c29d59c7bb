import { expect, it } from 'vitest'
import { splitAuthority, splitUrl } from '../../src/traffic/url.ts'

it.each([
  ['http://bookinfo.example/productpage', 'http', 'bookinfo.example', '/productpage'],
  ['https://bookinfo.example:8443/a/b?x=1', 'https', 'bookinfo.example:8443', '/a/b?x=1'],
  ['reviews:9080/reviews/0', 'http', 'reviews:9080', '/reviews/0'],
  ['reviews', 'http', 'reviews', '/'],
  ['http://h?q=/x', 'http', 'h', '/?q=/x'],
  ['/only/a/path', 'http', '', '/only/a/path'],
  ['http://h/A%2Fb/../c#part', 'http', 'h', '/A%2Fb/../c'],
  ['HTTPS://h/', 'https', 'h', '/'],
  ['http://[::1]:80/x', 'http', '[::1]:80', '/x'],
])('%s', (url, scheme, authority, path) => {
  expect(splitUrl(url)).toEqual({ scheme, authority, path })
})

it.each([
  ['reviews:9080', 'reviews', 9080],
  ['reviews', 'reviews', undefined],
  ['reviews:', 'reviews', undefined],
  ['[::1]:80', '[::1]', 80],
  ['[::1]', '[::1]', undefined],
  ['', '', undefined],
])('authority %s', (authority, host, port) => {
  expect(splitAuthority(authority)).toEqual({ host, port })
})
