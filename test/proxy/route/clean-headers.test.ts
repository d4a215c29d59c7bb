import { expect, it } from 'vitest'
import { cleanHeaders } from '../../../src/proxy/route/clean-headers.ts'

const clean = (name: string, ...lines: string[]) => cleanHeaders(new Map([[name, lines]])).get(name)

// All as a real Envoy 1.40 forwarded them, or did not.
const KEPT = `http://a/b?c https://a.example:80/x a/b /x //a/b ftp://a/ HTTP://a/ https://a http://a?x http://[::1]/ HTTPS://A.b/
  http://a/%zz h2://a/ http://a/b|c http://a/b"c http://a:0/ http://a/b[c] http://a/{\` http://a/\\ ?x=1 a/b:c x@y http://a-.b/
  http://-a/ http://a..b/ http://a/@b http://a:80 http://a:65535/ http://a/b?c?d http://a/b?c|d http+x://a/ http://[::1]:80/x
  http://a/b% %zz a'b http://a/< a~b android-app://com.x/ http://1.2.3.4/ http://a/,http://b/`
const GONE = `http:// about:blank http://a/b#f http://user@a/ http:/a http://a:x/ http://a:99999/ http://ä/ http://a:/ http://:80/
  http:///x x#f a[b] x|y "q" a^b http://a_b/ http://a?x#f http://[::1 a\\b a:b ?a:b a?b:c/ http://a%41/ http://a:65536/ http:a
  1http://a/ http://a!b/ http://*.a/ http://[zz]/ http://a,b/ a<b http://a/é é`

it.each(KEPT.split(/\s+/))('referer %s stays', value => {
  expect(clean('referer', value)).toEqual([value])
})

it.each([...GONE.split(/\s+/), 'a b', 'http://a b/', 'http://a/b c'])('referer %s is taken', value => {
  expect(clean('referer', value)).toBeUndefined()
})

it('an empty referer is relative', () => {
  expect(clean('referer', '')).toEqual([''])
})

it.each([
  [['trailers'], ['trailers']],
  [['gzip, trailers'], ['trailers']],
  [['gzip', 'trailers'], ['trailers']],
  [[' trailers , gzip'], ['trailers']],
  [['deflate;q=0.5,trailers'], ['trailers']],
  [[''], ['']],
  [['gzip'], undefined],
  [['trailers;q=0.5'], undefined],
  [['TRAILERS'], undefined],
  [['trailersx'], undefined],
])('te %j becomes %j', (lines, left) => {
  expect(clean('te', ...lines)).toEqual(left)
})

it('nobody names certificates who has shown none', () => {
  expect(clean('x-forwarded-client-cert', 'Hash=1')).toBeUndefined()
})

it('headers that need no cleaning stay the same object', () => {
  const headers = new Map([['x-user', ['alice']]])
  expect(cleanHeaders(headers)).toBe(headers)
})
