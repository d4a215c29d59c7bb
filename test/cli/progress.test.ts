import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Output } from '../../src/cli/output.ts'
import { progressReporter } from '../../src/cli/progress.ts'

const S = 1_000_000_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function pipe(): { output: Output; told: string[] } {
  const told: string[] = []
  const terminal = { width: 100, color: false, unicode: true, animated: false }
  const output = {
    data: () => {},
    talk: (text: string) => void told.push(text),
    dataTerminal: terminal,
    talkTerminal: terminal,
  }
  return { output, told }
}

const at = (seconds: number) => ({
  nowNs: seconds * S,
  durationNs: 600 * S,
  born: seconds * 400,
  answered: seconds * 400,
})

test('a pipe gets one line per tenth of the simulated time', async () => {
  const { output, told } = pipe()
  const progress = await progressReporter(output)
  vi.advanceTimersByTime(5_000)
  for (let seconds = 0; seconds <= 600; seconds += 5) progress.update(at(seconds))
  progress.stop()
  expect(told).toHaveLength(10)
  expect(told[0]).toBe('10%  1m00.0 of 10m  24,000 requests\n')
  expect(told[9]).toBe('100%  10m00.0 of 10m  240,000 requests\n')
})

test('a run that ends at once says nothing', async () => {
  const { output, told } = pipe()
  const progress = await progressReporter(output)
  for (let seconds = 0; seconds <= 600; seconds += 5) progress.update(at(seconds))
  progress.stop()
  expect(told).toEqual([])
})
