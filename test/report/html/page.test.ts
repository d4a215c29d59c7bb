import { describe, expect, test } from 'vitest'
import type { RunResult } from '../../../src/measure/result.ts'
import { reportHtml } from '../../../src/report/html/page.ts'
import { sampleResult } from '../sample-result.ts'

const page = reportHtml(sampleResult)

/** The page's text as a reader sees it, tags gone. */
function textOf(html: string): string {
  const body = html.slice(html.indexOf('<body>'))
  return body
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

const VOID = new Set(['meta', 'line', 'path', 'rect', 'circle'])

/** What is wrong with the nesting of tags; nothing when every tag is closed by its own. */
function nestingFault(html: string): string | undefined {
  const open: string[] = []
  for (const [tag, slash, name, attributes] of html.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[^\s=>"]+(?:="[^"<]*")?)*)\s*\/?>/g,
  )) {
    if (slash) {
      if (open.pop() !== name) return `unexpected ${tag}`
    } else if (!tag.endsWith('/>') && !VOID.has(name)) open.push(name)
    if (attributes.includes('undefined') || attributes.includes('NaN')) return `bad attribute in ${tag}`
  }
  return open.length > 0 ? `unclosed ${open.join(' ')}` : undefined
}

test('is well formed', () => {
  expect(page.startsWith('<!DOCTYPE html>\n<html lang="en">')).toBe(true)
  expect(nestingFault(page)).toBeUndefined()
  // Each "<" of the body begins a tag: nothing unescaped, no tag that the check above overlooked.
  const tags = page.match(/<\/?[a-zA-Z][\w-]*((?:\s+[^\s=>"]+(?:="[^"<]*")?)*)\s*\/?>/g) ?? []
  expect(page.split('<').length - 1).toBe(tags.length + 1)
})

test('needs nothing from outside and runs nothing', () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|\bsrc=|\bhref=|https?:/i)
  for (const [, target] of page.matchAll(/url\(([^)]*)\)/g)) expect(target).toMatch(/^#/)
  expect(page).toContain("default-src 'none'")
})

test('every figure and condition of the assertions is there, failed ones first', () => {
  const text = textOf(page)
  for (const { condition, selector, window, note } of sampleResult.assertions) {
    for (const part of [condition, selector, window ?? '', note ?? '']) expect(text).toContain(part)
  }
  for (const seen of ['0.06%', '13.9%', '37.6%', '41ms', '400.4ms', '10.0%']) expect(text).toContain(seen)
  expect(text.lastIndexOf('✗ failed')).toBeLessThan(text.indexOf('✓ passed'))
  expect(text).toContain('✗ 2 of 6 assertions failed')
})

test('the story, the remarks and the digest are there', () => {
  const text = textOf(page)
  for (const { what, detail } of sampleResult.happenings) {
    expect(text).toContain(what)
    expect(text).toContain(detail)
  }
  for (const { what, place } of sampleResult.mesh.notModelled) {
    expect(text).toContain(what)
    expect(text).toContain(`${place.file}:${place.line}:${place.column}`)
  }
  expect(text).toContain('MS2104')
  expect(text).toContain(sampleResult.mesh.assumed[0])
  expect(text).toContain('digest 0123456789abcdef')
})

test('every chart has its data as a table', () => {
  const titles = [...page.matchAll(/<text [^>]*class="title"[^>]*>([^<]*)</g)].map(([, title]) => title)
  expect(new Set(titles).size).toBe(5)
  for (const title of new Set(titles)) expect(page).toContain(`<summary>Data: ${title}</summary>`)
})

describe('hostile input', () => {
  const evil = '<script>alert("1")</script>&\'\u0000\u001b'
  const spoilt = JSON.parse(
    JSON.stringify(sampleResult, (_, value) => (value === 'canary-10' || value === 'v2' ? evil : value)),
  ) as RunResult
  const hostile = reportHtml({ ...spoilt, scenario: { id: evil, title: evil, file: evil } })

  test('stays text', () => {
    expect(hostile).not.toContain('<script')
    expect(nestingFault(hostile)).toBeUndefined()
    expect(hostile).not.toMatch(/[^\P{Cc}\n\t]/u)
  })
})

test('a long run of many services stays under 2 MB', () => {
  const count = 20_000
  const values = Array.from({ length: count }, (_, i) => (i * 7919) % 1_000_003)
  const stretch = (result: RunResult): RunResult => ({
    ...result,
    durationNs: count * 1e9,
    series: {
      bucketNs: 1e9,
      count,
      columns: Array.from({ length: 8 }, (_, service) =>
        result.series.columns.map(column => ({ ...column, to: `${column.to}-${service}`, values })),
      ).flat(),
    },
    hops: Array.from({ length: 300 }, (_, i) =>
      result.hops.map(row => ({ ...row, to: `default/service-${i}` })),
    ).flat(),
    totals: Array.from({ length: 300 }, (_, i) =>
      (result.totals ?? []).map(row => ({ ...row, to: `default/service-${i}` })),
    ).flat(),
  })
  expect(Buffer.byteLength(reportHtml(stretch(sampleResult)))).toBeLessThan(2_000_000)
})

test('nothing measured is still a page', () => {
  const series = { bucketNs: 1e9, count: 0, columns: [] }
  const empty = reportHtml({
    ...sampleResult,
    ...{ assertions: [], happenings: [], windows: [], hops: [], totals: [], shares: [], pods: [], series },
  })
  expect(nestingFault(empty)).toBeUndefined()
  expect(textOf(empty)).toContain('No assertions to check')
})
