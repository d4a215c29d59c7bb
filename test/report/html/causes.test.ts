import { describe, expect, it } from 'vitest'
import { causesHtml } from '../../../src/report/html/causes.ts'
import { reportHtml } from '../../../src/report/html/page.ts'
import { noCauses, sampleCauses } from '../sample-causes.ts'
import { sampleResult } from '../sample-result.ts'

const html = causesHtml({ ...sampleResult, causes: sampleCauses })
const rowsOf = (markup: string) => [...markup.matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, row]) => cellsOf(row))
const cellsOf = (row: string) => [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell]) => cell)

describe('the section Why', () => {
  it('stands between the timeline and the services', () => {
    const page = reportHtml({ ...sampleResult, causes: sampleCauses })
    const order = ['id="timeline"', 'id="why"', 'id="services"'].map(id => page.indexOf(id))
    expect(order.every(at => at > 0)).toBe(true)
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })

  it('is absent where nothing can be explained', () => {
    expect(causesHtml({ ...sampleResult, causes: noCauses })).toBe('')
    expect(causesHtml(sampleResult)).toBe('')
  })

  it('draws a bar per ejection, a row per pod; one that is still out reaches the end', () => {
    const [wide] = html.match(/<svg class="timeline" viewBox="0 0 960 .*?<\/svg>/s) ?? ['']
    const bars = [...wide.matchAll(/<rect class="span c-error" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)].map(bar =>
      bar.slice(1).map(Number),
    )
    expect(bars).toHaveLength(3)
    expect(new Set(bars.map(([, y]) => y)).size).toBe(2)
    // 60 s on 758 px from 190 on: the first from 31 s for 12 s, the last from 45 s to the end.
    const [first, last] = [bars[0], bars[1]]
    expect(first[0]).toBeCloseTo(190 + (758 * 31) / 60, 1)
    expect(first[2]).toBeCloseTo((758 * 12) / 60, 1)
    expect(last[0] + last[2]).toBeCloseTo(948, 0)
  })

  it('lists every ejection with its cause and duration', () => {
    const rows = rowsOf(html).filter(row => row[1] === 'productpage-v1-0')
    expect(rows).toEqual([
      [
        '0m31.0',
        'productpage-v1-0',
        'reviews-v2-0',
        'productpage-v1 → reviews (v2)',
        '1.',
        '5 consecutive 5xx',
        '503',
        '12s',
      ],
      [
        ...['0m32.0', 'productpage-v1-0', 'reviews-v2-1', 'productpage-v1 → reviews (v2)', '1.', '5 consecutive 5xx'],
        ...['no connection', '8s, removed'],
      ],
      [
        ...['0m45.0', 'productpage-v1-0', 'reviews-v2-0', 'productpage-v1 → reviews (v2)', '2.', '5 consecutive 5xx'],
        ...['503', 'still out'],
      ],
    ])
  })

  it('says what the cap allows, also with the fewest hosts', () => {
    expect(html).toMatch(/>2–3<\/td><td class="right">67%<\/td><td class="right">1–2<\/td>/)
  })

  it('shows amplification by hop and along the path', () => {
    expect(rowsOf(html)).toContainEqual([
      ...['', 'zone-loss', '1,000', '2,600', '3.25×', '69.2%', '503 75.0%, 504 UT 25.0%', '200'],
    ])
    expect(rowsOf(html)).toContainEqual([...['client → productpage-v1 → reviews', 'zone-loss', '1.50 × 3.25', '4.88×']])
  })

  it('has the loads of the priorities over time, and their twin as a table', () => {
    expect(html).toContain('priority 1')
    const [, twin] = html.split('Data: productpage-v1 → reviews (v2)')
    const at = (instant: string) => rowsOf(twin).find(([from]) => from === instant)
    expect(at('0m30.0')).toEqual(['0m30.0', '100%', '0%'])
    expect(at('0m31.0')).toEqual(['0m31.0', '62.5%', '37.5%'])
    expect(at('0m43.0')).toEqual(['0m43.0', '100%', '0%'])
  })

  it('what comes from outside is text, never markup', () => {
    const [row] = sampleCauses.breakers
    const wicked = causesHtml({ ...sampleResult, causes: { ...noCauses, breakers: [{ ...row, to: '<script>' }] } })
    expect(wicked).not.toContain('<script>')
    expect(wicked).toContain('&lt;script&gt;')
  })
})
