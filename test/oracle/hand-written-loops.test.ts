import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** The benchmark compares with these loops: a loop with a wrong answer would be no measure. */
it('the loops that the benchmark compares with answer as theory says', () => {
  const script = fileURLToPath(new URL('../bench/check-floors.mjs', import.meta.url))
  const lines = execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim().split('\n')
  expect(lines.map(line => line.split(':')[0])).toEqual([
    'W0-1k right',
    'W0-1k right',
    'W0-10k right',
    'W0-10k right',
    'W0-100k right',
    'W0-100k right',
    'W1 right',
    'W2 right',
    'W2 right',
    'W3 right',
    'W3 right',
    'W6 right',
    'W6-HTTPRoute right',
    'W6-HTTPRoute right',
    'W7 right',
    'W8 right',
    'W9 right',
  ])
})
