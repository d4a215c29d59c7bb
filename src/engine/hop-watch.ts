import type { Row } from './row.ts'

/** Reads the access log over the proxies' shoulders. The engine decides nothing from it. */
export interface HopWatch {
  /** A hop ends, its row still whole: `status` 0 = the client got none. */
  ended(row: Row, status: number, nowNs: number): void
}
