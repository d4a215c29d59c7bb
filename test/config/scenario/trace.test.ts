import { describe, expect, test } from 'vitest'
import { readTrace } from '../../../src/config/scenario/trace.ts'
import { nsBetween, parseSeconds, parseTimestamp } from '../../../src/config/scenario/trace-time.ts'

const read = (text: string, options: { speed?: number; origin?: string } = {}) =>
  readTrace(text, 'trace', { speed: 1, ...options })
const lines = (text: string, origin?: string) =>
  read(text, { origin }).diagnostics.map(({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`)

describe('CSV traces', () => {
  test('order, gaps, methods, headers and quoted cells', () => {
    const text = 't,method,url,End-User,x-note\n0.5,get,http://a/1,jason,"a, ""b"""\n\n0.75,POST,http://a/2,,\n'
    expect(read(text)).toEqual({
      requests: [
        {
          atNs: 500e6,
          method: 'GET',
          url: 'http://a/1',
          headers: [
            ['end-user', 'jason'],
            ['x-note', 'a, "b"'],
          ],
        },
        { atNs: 750e6, method: 'POST', url: 'http://a/2', headers: [] },
      ],
      diagnostics: [],
    })
  })

  test('timestamps count from the first request; nanoseconds survive', () => {
    const text =
      't,method,url\n2026-02-28T23:59:59.999999999Z,GET,http://a/\n2026-03-01T01:00:00.000000001+01:00,GET,http://a/\n'
    expect(read(text).requests.map(({ atNs }) => atNs)).toEqual([0, 2])
  })

  test('speed divides the times; paths get the origin', () => {
    const { requests } = read('t,method,url\n1,GET,/a?b=c\n2,GET,https://b/\n', { speed: 2, origin: 'http://shop' })
    expect(requests.map(({ atNs, url }) => [atNs, url])).toEqual([
      [500e6, 'http://shop/a?b=c'],
      [1000e6, 'https://b/'],
    ])
  })

  test('bad lines are told with their places, after quoted line breaks and blank lines too', () => {
    const text = [
      't,method,url,x',
      'soon,GET,http://a/,',
      '0,GET,http://a/,"two',
      'lines"',
      '',
      '1,GET,http://a/',
      '2,G E T,http://a/,',
      '3,GET,,',
      '4,GET,a/b,',
      '5,GET,/b,',
      '-1,GET,http://a/,',
      '2026-13-01T00:00:00Z,GET,http://a/,',
    ].join('\r\n')
    expect(lines(text)).toEqual([2, 6, 7, 8, 9, 10, 11, 12].map(line => `MS3030 trace:${line}:1`))
  })

  test('time may not run backwards, nor change its notation', () => {
    const head = 't,method,url\n'
    expect(lines(`${head}2,GET,http://a/\n1,GET,http://a/\n3,GET,http://a/\n`)).toEqual(['MS3030 trace:3:1'])
    expect(lines(`${head}2,GET,http://a/\n2026-01-01T00:00:00Z,GET,http://a/\n`)).toEqual(['MS3030 trace:3:1'])
  })

  test.each([
    ['', 1],
    ['t,method,url\n', 1],
    ['time,method,url\n0,GET,http://a/\n', 1],
    ['t,method,url\n0,GET,"http://a/\n', 2],
  ])('%j is no trace', (text, line) => expect(lines(text)).toEqual([`MS3030 trace:${line}:1`]))

  test('after 50 bad lines the rest is not told', () => {
    expect(lines(`t,method,url\n${'x,GET,http://a/\n'.repeat(60)}`)).toHaveLength(50)
  })
})

describe('access logs', () => {
  const istio = (start: string, path: string) =>
    JSON.stringify({
      start_time: start,
      method: 'GET',
      path,
      authority: 'shop.example',
      response_code: 200,
      request_id: 'r1',
      user_agent: '-',
    })

  test('the log is sorted by start, since lines are written as requests end', () => {
    const text = `${istio('2026-01-01T00:00:02.500Z', '/late')}\n\n${istio('2026-01-01T00:00:01Z', '/early')}\n`
    expect(read(text).requests).toEqual([
      { atNs: 0, method: 'GET', url: 'http://shop.example/early', headers: [['x-request-id', 'r1']] },
      { atNs: 1500e6, method: 'GET', url: 'http://shop.example/late', headers: [['x-request-id', 'r1']] },
    ])
  })

  test("Envoy's own names of the pseudo headers", () => {
    const line = JSON.stringify({
      start_time: '2026-01-01T00:00:00Z',
      ':method': 'POST',
      ':path': '/x',
      ':authority': 'a:81',
      ':scheme': 'https',
    })
    expect(read(line).requests).toEqual([{ atNs: 0, method: 'POST', url: 'https://a:81/x', headers: [] }])
  })

  test('a log without authority takes the origin', () => {
    const line = JSON.stringify({ start_time: '2026-01-01T00:00:00Z', method: 'GET', path: '/x', authority: null })
    expect(read(line, { origin: 'http://shop' }).requests[0].url).toBe('http://shop/x')
    expect(lines(line)).toEqual(['MS3030 trace:1:1'])
  })

  test('bad lines are told with their places', () => {
    const good = istio('2026-01-01T00:00:00Z', '/')
    const text = [
      good,
      '{"start_time":',
      '[]',
      '{"method":"GET","path":"/"}',
      good.replace('2026-', ''),
      good.replace('"method"', '"verb"'),
      good,
    ].join('\n')
    expect(lines(text)).toEqual([2, 3, 4, 5, 6].map(line => `MS3030 trace:${line}:1`))
  })
})

describe('times of traces', () => {
  const seconds = (text: string) => parseTimestamp(text)?.seconds

  test('RFC 3339', () => {
    expect(seconds('1970-01-02T00:00:00Z')).toBe(86_400)
    expect(seconds('1970-01-01T01:30:00+01:30')).toBe(0)
    expect(seconds('1969-12-31T23:00:00-01:00')).toBe(0)
    expect(parseTimestamp('1970-01-01T00:00:00.5Z')?.ns).toBe(500_000_000)
    expect(seconds('2024-02-29T00:00:00Z')).toBe(1_709_164_800)
  })

  test.each([
    '2023-02-29T00:00:00Z',
    '2023-04-31T00:00:00Z',
    '2023-00-01T00:00:00Z',
    '2023-01-01T24:00:00Z',
    '2023-01-01 00:00',
    'now',
  ])('%s is none', text => expect(parseTimestamp(text)).toBeUndefined())

  test('seconds keep nine decimals beside a large whole part', () => {
    const time = parseSeconds('1700000000.123456789')
    expect(time && nsBetween({ seconds: 1_700_000_000, ns: 0 }, time)).toBe(123_456_789)
  })
})
