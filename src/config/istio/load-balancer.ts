import type { Check, Path } from '../check.ts'
import { checkAnyDuration } from '../field-check.ts'
import { isRecord, isSet, numberOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { checkLocality, checkZones } from './locality.ts'

/** The largest table that Envoy's Maglev balancer accepts. */
const MAGLEV_TABLE_LIMIT = 5_000_011

/** `loadBalancer` (validateLoadBalancer). */
export function checkLoadBalancer(balancer: unknown, hasOutlierDetection: boolean, path: Path, check: Check): void {
  if (!isRecord(balancer)) return
  checkConsistentHash(balancer.consistentHash, [...path, 'consistentHash'], check)
  checkWarmup(numberOf(recordOf(balancer.warmup).aggression), [...path, 'warmup', 'aggression'], check)
  if (isSet(balancer.localityLbSetting) && isSet(balancer.zoneAwareLbSetting)) {
    const message = "zoneAwareLbSetting and localityLbSetting can't be set together"
    check.errorAtKey('MS2214', [...path, 'zoneAwareLbSetting'], message)
  }
  checkLocality(balancer.localityLbSetting, hasOutlierDetection, [...path, 'localityLbSetting'], check)
  checkZones(balancer.zoneAwareLbSetting, hasOutlierDetection, [...path, 'zoneAwareLbSetting'], check)
}

function checkConsistentHash(hash: unknown, path: Path, check: Check): void {
  if (!isRecord(hash)) return
  if (isRecord(hash.httpCookie)) checkCookie(hash.httpCookie, [...path, 'httpCookie'], check)
  if ((numberOf(hash.minimumRingSize) ?? 0) !== 0) {
    const at = [...path, 'minimumRingSize']
    check.warning('MS2250', at, 'minimumRingSize is deprecated here', 'use ringHash.minimumRingSize')
    if (isSet(hash.maglev) || isSet(hash.ringHash)) {
      check.errorAtKey('MS2213', at, "minimumRingSize can't be set beside maglev or ringHash")
    }
  }
  if (isSet(hash.maglev)) checkMaglev(numberOf(recordOf(hash.maglev).tableSize) ?? 0, [...path, 'maglev'], check)
}

/** Its ttl only has to be a duration: a negative one comes through, to be refused by Envoy. */
function checkCookie({ name, ttl }: YamlRecord, path: Path, check: Check): void {
  if (textOf(name) === '') check.error('MS2213', path, 'the cookie has no name')
  if (isSet(ttl)) checkAnyDuration(textOf(ttl), [...path, 'ttl'], check)
}

/** The CRD has a minimum of 0, the webhook one of 1. */
function checkWarmup(aggression: number | undefined, path: Path, check: Check): void {
  if (aggression === undefined || aggression < 0 || aggression >= 1) return
  check.error('MS2213', path, `an aggression of ${aggression} would warm up slower than evenly`, 'allowed: 1 or more')
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
