import type { DistributionSpec } from '../../kernel/distribution.ts'
import { durationText, type LikelyUnit, parseDuration } from './duration.ts'
import { mistake, type Parsed, parsed, quoted } from './parsed.ts'

const FORMS = ['const(5ms)', 'exp(3s)', 'uniform(1ms, 3ms)', 'lognormal(p50=9ms, p99=40ms)'] as const
const ALLOWED = `a time is a duration, ${FORMS.join(', ')} or { histogram: FILE }`

type Durations = Readonly<Record<string, number>>

interface Family {
  /** Names of the arguments in order; `named` ones are written `p50=9ms`. */
  readonly args: readonly string[]
  readonly named: boolean
  make(ns: Durations): Parsed<DistributionSpec>
}

const FAMILIES: Readonly<Record<string, Family>> = {
  const: { args: ['value'], named: false, make: ns => parsed({ kind: 'const', valueNs: ns.value }) },
  exp: { args: ['mean'], named: false, make: ns => parsed({ kind: 'exp', meanNs: ns.mean }) },
  uniform: { args: ['min', 'max'], named: false, make: uniform },
  lognormal: { args: ['p50', 'p99'], named: true, make: lognormal },
}

/** A bare duration is constant. All figures become integer nanoseconds. */
export function parseDistribution(text: string, likely: LikelyUnit): Parsed<DistributionSpec> {
  const call = /^\s*([A-Za-z]+)\s*\((.*)\)\s*$/.exec(text)
  if (call === null) {
    if (/^\s*[A-Za-z]/.test(text)) return mistake('MS3006', `${quoted(text)} is not a time`, ALLOWED)
    const ns = parseDuration(text, likely)
    return ns.ok ? parsed({ kind: 'const', valueNs: ns.value }) : ns
  }
  const family = Object.hasOwn(FAMILIES, call[1]) ? FAMILIES[call[1]] : undefined
  if (family === undefined) return mistake('MS3008', `${quoted(call[1])} is not a distribution`, ALLOWED)
  const form = FORMS.find(example => example.startsWith(`${call[1]}(`))
  const words = call[2].split(',').map(word => word.trim())
  const durations: Record<string, number> = {}
  for (const [index, word] of words.entries()) {
    const [, name, figure] = /^(?:([A-Za-z]\w*)\s*=\s*)?(.*)$/.exec(word) ?? []
    const argument = name ?? (family.named ? undefined : family.args[index])
    if (
      argument === undefined ||
      !family.args.includes(argument) ||
      argument in durations ||
      words.length !== family.args.length
    ) {
      return mistake('MS3006', `${quoted(text.trim())} has other arguments than ${call[1]} takes`, `write ${form}`)
    }
    const ns = parseDuration(figure, likely)
    if (!ns.ok) return ns
    durations[argument] = ns.value
  }
  return family.make(durations)
}

function uniform({ min, max }: Durations): Parsed<DistributionSpec> {
  if (min > max) return mistake('MS3007', 'uniform has its bounds in the wrong order', 'write uniform(least, most)')
  return parsed({ kind: 'uniform', minNs: min, maxNs: max })
}

function lognormal({ p50, p99 }: Durations): Parsed<DistributionSpec> {
  if (p50 === 0) return mistake('MS3007', 'the median of a lognormal must be above 0', 'for no time at all write 0ms')
  if (p99 < p50) return mistake('MS3007', 'p99 lies below p50', 'the 99th percentile is at least the median')
  return parsed({ kind: 'lognormal', p50Ns: p50, p99Ns: p99 })
}

/** The distribution as a scenario writes it. A histogram has no one-line form: it is named by its file. */
export function distributionText(spec: Exclude<DistributionSpec, { kind: 'histogram' }>): string {
  switch (spec.kind) {
    case 'const':
      return durationText(spec.valueNs)
    case 'exp':
      return `exp(${durationText(spec.meanNs)})`
    case 'uniform':
      return `uniform(${durationText(spec.minNs)}, ${durationText(spec.maxNs)})`
    case 'lognormal':
      return `lognormal(p50=${durationText(spec.p50Ns)}, p99=${durationText(spec.p99Ns)})`
  }
}
