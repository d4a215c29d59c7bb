import { LABELS, type Label, METRICS, type Metric, type Selector } from './assertion.ts'
import { mistake, type Parsed, parsed, quoted } from './parsed.ts'
import { didYouMean } from './suggestion.ts'

const FORM = 'an assertion is metric{label=value, ...}: errors{at=gateway}'

/** Metrics of pods, which know nothing of single requests. */
const POD_METRICS: readonly Metric[] = ['utilisation', 'queue', 'ejections']
const NOT_OF_PODS: readonly Label[] = ['source', 'at', 'code', 'flag']
/** Figures of TCP connections, of all ways to end. */
const TCP_METRICS: readonly Metric[] = ['connections', 'sent-bytes', 'received-bytes']

/** `metric{label=value, ...}`; the braces may be left out or empty. Whether values name anybody is checked against the mesh. */
export function parseSelector(text: string): Parsed<Selector> {
  const parts = /^\s*([^\s{}]+)\s*(?:\{([^{}]*)\})?\s*$/.exec(text)
  if (parts === null) return mistake('MS3022', `${quoted(text)} does not select a metric`, FORM)
  const metric = METRICS.find(name => name === parts[1])
  if (metric === undefined)
    return mistake('MS3020', `there is no metric ${quoted(parts[1])}`, didYouMean(parts[1], METRICS))
  const labels: Partial<Record<Label, string>> = {}
  for (const part of (parts[2] ?? '').split(',')) {
    if (part.trim() === '' && (parts[2] ?? '').trim() === '') continue
    const [, name, value] = /^\s*([^\s=]+)\s*=\s*"?([^"]*?)"?\s*$/.exec(part) ?? []
    if (name === undefined || value === '') return mistake('MS3022', `${quoted(part.trim())} is not label=value`, FORM)
    const label = LABELS.find(known => known === name)
    if (label === undefined) return mistake('MS3021', `there is no label ${quoted(name)}`, didYouMean(name, LABELS))
    if (label in labels) return mistake('MS3022', `label ${label} is given twice`, FORM)
    labels[label] = value
  }
  return checkLabels({ metric, labels })
}

/** `recovery` names what recovers and from what; no other metric has these two labels. */
function checkLabels(selector: Selector): Parsed<Selector> {
  const { metric, labels } = selector
  const foreign = POD_METRICS.includes(metric) ? NOT_OF_PODS.find(label => labels[label] !== undefined) : undefined
  if (foreign !== undefined) {
    const help = `${metric} is a figure of pods: select them by to, service, workload, version, zone or pod`
    return mistake('MS3021', `${metric} has no label ${quoted(foreign)}`, help)
  }
  const ending = TCP_METRICS.includes(metric) ? (['code', 'flag'] as const).find(label => label in labels) : undefined
  if (ending !== undefined) {
    const help = `how connections ended is told by requests{${ending}=...}`
    return mistake('MS3021', `${metric} has no label ${quoted(ending)}`, help)
  }
  if (metric !== 'recovery') {
    const stray = labels.metric === undefined ? (labels.after === undefined ? undefined : 'after') : 'metric'
    return stray
      ? mistake('MS3021', `${metric} has no label ${quoted(stray)}`, 'only recovery has metric and after')
      : parsed(selector)
  }
  if (labels.metric === undefined || labels.after === undefined) {
    return mistake('MS3022', 'recovery must say of what and after what', 'write recovery{metric=p99, after=MARK}')
  }
  if (!isRecoveryFigure(labels.metric)) {
    return mistake(
      'MS3020',
      `recovery cannot follow ${quoted(labels.metric)}`,
      'metric is errors, degraded, mean or p0 to p100',
    )
  }
  return parsed(selector)
}

/** What can recover: a latency statistic, or the share of errors or degraded answers. */
function isRecoveryFigure(word: string): boolean {
  const percentile = /^p(\d+(\.\d+)?)$/.exec(word)
  return percentile ? Number(percentile[1]) <= 100 : ['errors', 'degraded', 'mean'].includes(word)
}

/** One text per selector, whatever its spelling: finds assertions given twice. */
export function selectorText({ metric, labels }: Selector): string {
  const pairs = LABELS.flatMap(label => (labels[label] === undefined ? [] : [`${label}=${labels[label]}`]))
  return pairs.length > 0 ? `${metric}{${pairs.join(', ')}}` : metric
}
