import type { Check, Path } from '../check.ts'
import { numberOf } from '../value.ts'

/** A port from 1 to 65535 where one is set. */
export function checkPort(port: unknown, path: Path, check: Check): void {
  const number = numberOf(port)
  if (number !== undefined && (number < 1 || number > 65535)) {
    check.error('MS2212', path, `port ${number} is out of range`, 'allowed: 1 to 65535')
  }
}

/** Ports of matches: 0 counts as not set. */
export function checkMatchPort(port: unknown, path: Path, check: Check): void {
  if (port !== 0) checkPort(port, path, check)
}
