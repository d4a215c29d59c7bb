import type { Check, Path } from '../check.ts'
import { isRecord, isSet, numberOf, recordOf, textOf } from '../value.ts'
import { checkLocality } from './locality.ts'

/** The largest table that Envoy's Maglev balancer accepts. */
const MAGLEV_TABLE_LIMIT = 5_000_011

/** `loadBalancer` (validateLoadBalancer). */
export function checkLoadBalancer(balancer: unknown, hasOutlierDetection: boolean, path: Path, check: Check): void {
  if (!isRecord(balancer)) return
  checkConsistentHash(balancer.consistentHash, [...path, 'consistentHash'], check)
  checkLocality(balancer.localityLbSetting, hasOutlierDetection, [...path, 'localityLbSetting'], check)
}

function checkConsistentHash(hash: unknown, path: Path, check: Check): void {
  if (!isRecord(hash)) return
  if (isRecord(hash.httpCookie) && textOf(hash.httpCookie.name) === '') {
    check.error('MS2213', [...path, 'httpCookie'], 'the cookie has no name')
  }
  if ((numberOf(hash.minimumRingSize) ?? 0) !== 0) {
    const at = [...path, 'minimumRingSize']
    check.warning('MS2250', at, 'minimumRingSize is deprecated here', 'use ringHash.minimumRingSize')
    if (isSet(hash.maglev) || isSet(hash.ringHash)) {
      check.errorAtKey('MS2213', at, "minimumRingSize can't be set beside maglev or ringHash")
    }
  }
  if (isSet(hash.maglev)) checkMaglev(numberOf(recordOf(hash.maglev).tableSize) ?? 0, [...path, 'maglev'], check)
}

function checkMaglev(tableSize: number, path: Path, check: Check): void {
  if (tableSize === 0) check.error('MS2213', path, 'maglev needs a tableSize, a prime number such as 65537')
  else if (tableSize >= MAGLEV_TABLE_LIMIT) {
    check.error(
      'MS2213',
      [...path, 'tableSize'],
      `${tableSize} is too large`,
      `allowed: primes below ${MAGLEV_TABLE_LIMIT}`,
    )
  } else if (!isPrime(tableSize)) {
    check.error('MS2213', [...path, 'tableSize'], `${tableSize} is not a prime number`, 'such as 65537')
  }
}

/** As Envoy counts primes: 1 is one. */
function isPrime(number: number): boolean {
  if (number > 0 && number < 4) return true
  if (number % 2 === 0) return false
  for (let factor = 3; factor * factor <= number; factor += 2) {
    if (number % factor === 0) return false
  }
  return true
}
