import type { Path, Reporter } from '../check.ts'
import { isRecord, isSet, listOf, numberOf, recordOf, textOf } from '../value.ts'

const TOPOLOGY_LABELS = new Set([
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
])

/** `localityLbSetting` (pkg/config/validation/agent:ValidateLocalityLbSetting). */
export function checkLocality(setting: unknown, hasOutlierDetection: boolean, path: Path, check: Reporter): void {
  if (!isRecord(setting)) return
  const distribute = listOf(setting.distribute).map(recordOf)
  const failover = listOf(setting.failover).map(recordOf)
  const priority = listOf(setting.failoverPriority).map(textOf)
  if (distribute.length > 0 && failover.length > 0) {
    check.errorAtKey('MS2214', [...path, 'failover'], "distribute and failover can't be set together")
    return
  }
  const topology = priority.findIndex(label => TOPOLOGY_LABELS.has(label))
  if (failover.length > 0 && topology >= 0) {
    const message = `${priority[topology]} can't be a priority beside failover, which orders by region already`
    check.error('MS2214', [...path, 'failoverPriority', topology], message)
  }
  distribute.forEach((entry, index) => {
    checkDistribution(entry, [...path, 'distribute', index], check)
  })
  checkOverlap(
    distribute.map(entry => textOf(entry.from)),
    index => [...path, 'distribute', index, 'from'],
    check,
  )
  if (failover.length > 0 || priority.length > 0)
    warnOfNoDetection(hasOutlierDetection, 'failover does nothing', path, check)
  failover.forEach((entry, index) => {
    checkFailover(textOf(entry.from), textOf(entry.to), [...path, 'failover', index], check)
  })
}

/** `zoneAwareLbSetting` (ValidateZoneAwareLbSetting): only the order of regions is there to choose. */
export function checkZones(setting: unknown, hasOutlierDetection: boolean, path: Path, check: Reporter): void {
  if (!isRecord(setting)) return
  const failover = listOf(setting.failover).map(recordOf)
  const priority = listOf(setting.failoverPriority).map(textOf)
  for (const [index, label] of priority.entries()) {
    if (!TOPOLOGY_LABELS.has(label)) continue
    const message = `${label} can't be a priority here: regions and zones are taken care of`
    check.error('MS2214', [...path, 'failoverPriority', index], message)
  }
  if (failover.length > 0 || priority.length > 0)
    warnOfNoDetection(hasOutlierDetection, 'failover only notices pods that are not ready', path, check)
  failover.forEach((entry, index) => {
    checkFailover(textOf(entry.from), textOf(entry.to), [...path, 'failover', index], check)
  })
}

function warnOfNoDetection(hasOutlierDetection: boolean, effect: string, path: Path, check: Reporter): void {
  if (hasOutlierDetection) return
  const help = 'add outlierDetection to this traffic policy'
  check.warning('MS2214', path, `${effect} without outlierDetection`, help)
}

function checkDistribution(entry: Readonly<Record<string, unknown>>, path: Path, check: Reporter): void {
  const to = Object.entries(recordOf(entry.to))
  let total = 0
  for (const [locality, weight] of to) {
    const percent = numberOf(weight) ?? 0
    if (percent < 1 || percent > 100) {
      check.error('MS2214', [...path, 'to', locality], `${percent} is not a percentage`, 'allowed: 1 to 100')
    }
    total += percent
  }
  if (total !== 100) check.error('MS2214', [...path, 'to'], `the percentages sum to ${total}, not to 100`)
  const names = to.map(([locality]) => locality)
  checkOverlap(names, index => [...path, 'to', names[index]], check)
}

function checkFailover(from: string, to: string, path: Path, check: Reporter): void {
  if (from === to) check.error('MS2214', path, 'failover leads from a region to itself')
  for (const [field, region] of [
    ['from', from],
    ['to', to],
  ]) {
    if (region.includes('/'))
      check.error(
        'MS2214',
        [...path, field],
        `${region} is not a region`,
        'failover is between regions: write the part before /',
      )
    if (region.includes('*')) check.error('MS2214', [...path, field], 'a region of failover has no wildcard')
  }
}

/** Localities `region[/zone[/subzone]]`, `*` only at the end; none may lie within one named before (validateLocalities). */
function checkOverlap(localities: readonly string[], pathOf: (index: number) => Path, check: Reporter): void {
  localities.forEach((locality, index) => {
    const stars = locality.split('*').length - 1
    if (stars > 1 || (stars === 1 && !locality.endsWith('*'))) {
      check.error('MS2214', pathOf(index), `${locality}: a wildcard stands once and at the end`)
    } else if (
      locality
        .split('/')
        .slice(0, 3)
        .some(part => part === '')
    ) {
      check.error('MS2214', pathOf(index), `${locality || 'an empty text'} has an empty region, zone or subzone`)
    } else {
      const earlier = localities.slice(0, index).find(other => meets(other, locality))
      if (isSet(earlier)) check.error('MS2214', pathOf(index), `${locality} overlaps with ${earlier}`)
    }
  })
}

function meets(a: string, b: string): boolean {
  const left = a.split('/')
  const right = b.split('/')
  const steps = Math.max(left.length, right.length)
  for (let index = 0; index < steps; index++) {
    const first = left[index] ?? '*'
    const second = right[index] ?? '*'
    if (first === '*' || second === '*') return true
    if (first !== second) return false
  }
  return true
}
