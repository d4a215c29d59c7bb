import type { Options } from 'csv-stringify/sync'

/**
 * How every CSV file is written: RFC 4180 with LF, booleans as words, and cells that a spreadsheet would run as a formula
 * (a name that starts with `=`) escaped.
 */
export const CSV_OPTIONS = {
  cast: { boolean: value => String(value) },
  escape_formulas: true,
  record_delimiter: 'unix',
} satisfies Options

/** One line of the long form. Empty cells mean "over all". */
export type Cell = string | number | boolean | null | undefined
