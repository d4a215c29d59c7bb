import { expect, test } from 'vitest'
import { parseSize } from '../../../src/config/scenario/size.ts'

test.each([
  ['0B', 0],
  ['512B', 512],
  ['10kB', 10_000],
  ['1.5MB', 1_500_000],
  ['2 GB', 2_000_000_000],
  ['1KiB', 1024],
  ['1.5MiB', 1_572_864],
  ['1GiB', 1_073_741_824],
])('%s is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toEqual({ ok: true, value: bytes })
})

test.each([
  ['10', 'MS3004', 'write 10B'],
  ['-1kB', 'MS3007', '0B or more'],
  ['10kb', 'MS3005', 'did you mean 10kB?'],
  ['10 parsec', 'MS3005', 'a size is a number with a unit'],
  ['much', 'MS3006', 'a size is a number with a unit'],
  ['99999999GB', 'MS3007', 'a size is a number with a unit'],
])('%s is refused as %s', (text, code, help) => {
  const result = parseSize(text)
  expect(result).toMatchObject({ ok: false, code })
  expect(JSON.stringify(result)).toContain(help)
})
