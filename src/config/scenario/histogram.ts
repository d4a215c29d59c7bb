import type { DistributionSpec } from '../../kernel/distribution.ts'
import type { Place } from '../../kernel/place.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { ScenarioCode } from './codes.ts'
import { parseDuration } from './duration.ts'
import { quoted } from './parsed.ts'

const UNIT_OF_HEADER = /^\s*(?:value|upper|le)?[_ (]*(ns|us|ms|s|m)\)?\s*,\s*count\s*$/i

/** Most lines reported of one bad file. */
const MOST_MISTAKES = 50

/**
 * A measured distribution: CSV lines `value,count`, where `count` measurements lie above the value of the line before
 * and at or below this one (Prometheus' `le`, but not cumulative). The first bin begins at 0; a first line with count 0
 * moves that edge. Values carry a unit (`5ms,120`) or the header names one for all: `ms,count` or `value_ms,count`.
 */
export function readHistogram(
  text: string,
  file: string,
): { readonly spec?: DistributionSpec; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const report = (place: Place, code: ScenarioCode, message: string, help: string, sourceLine?: string) => {
    if (diagnostics.length < MOST_MISTAKES) diagnostics.push({ code, level: 'error', message, place, help, sourceLine })
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const boundsNs: number[] = [0]
  const counts: number[] = []
  let unit = ''
  let sawLine = false
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const isFirst = !sawLine
    sawLine = true
    if (isFirst && /^[^\d]/.test(line.trim())) {
      const header = UNIT_OF_HEADER.exec(line)
      unit = header?.[1].toLowerCase() ?? ''
      if (header || /^\s*(value|upper|le)\s*,\s*count\s*$/i.test(line)) continue
    }
    const bin = readBin(line, unit)
    const place = { file, line: index + 1, column: 1 }
    if (typeof bin === 'string') report(place, 'MS3031', bin, 'a line is value,count: 5ms,120', line)
    else if (counts.length === 0 && bin.count === 0) boundsNs[0] = bin.valueNs
    else if (bin.valueNs <= boundsNs[boundsNs.length - 1]) {
      report(place, 'MS3031', 'the value is not above that of the line before', 'values rise from line to line', line)
    } else {
      boundsNs.push(bin.valueNs)
      counts.push(bin.count)
    }
  }
  if (diagnostics.length === 0 && counts.every(count => count === 0)) {
    report(
      { file, line: 1, column: 1 },
      'MS3031',
      'the histogram holds no measurement',
      'a line is value,count: 5ms,120',
    )
  }
  return diagnostics.length > 0 ? { diagnostics } : { spec: { kind: 'histogram', boundsNs, counts }, diagnostics }
}

/** One bin, or what is wrong with the line. */
function readBin(line: string, unit: string): { readonly valueNs: number; readonly count: number } | string {
  const cells = line.split(',').map(cell => cell.trim())
  if (cells.length !== 2)
    return `${quoted(line)} has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'} instead of 2`
  const duration = parseDuration(/^[\d.]+$/.test(cells[0]) ? cells[0] + unit : cells[0], 'ms')
  if (!duration.ok) return duration.message
  const count = /^\d+$/.test(cells[1]) ? Number(cells[1]) : Number.NaN
  if (!Number.isSafeInteger(count)) return `${quoted(cells[1])} is not a count`
  return { valueNs: duration.value, count }
}
