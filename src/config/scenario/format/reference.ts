import { LABELS, METRICS } from '../assertion.ts'
import { flow } from '../flow.ts'
import { METRIC_STATISTICS, statisticsText } from '../statistic.ts'
import { ROOT_FIELDS } from './root.ts'
import type { Field, Parts } from './shape.ts'

type Fields = Readonly<Record<string, Field<unknown>>>

/** The text of `docs/scenario.md`: one table per mapping of the format, from the format itself. */
export function scenarioReference(): string {
  return [
    '# The scenario file',
    '',
    'Generated from the format table in `src/config/scenario/format`; `npx vitest run test/config/scenario -u` writes it again.',
    '',
    NOTATIONS,
    '',
    ...fieldTables(ROOT_FIELDS),
    ...assertionSection(),
  ].join('\n')
}

const NOTATIONS = `Every figure carries its unit: a bare number is an error, because tools disagree on what it means.

| notation | examples |
|---|---|
| duration | \`14m\`, \`12m30s\`, \`0.3ms\`, \`500us\` |
| rate | \`400/s\`, \`50/m\` |
| size | \`512B\`, \`10kB\`, \`1.5MiB\` |
| percentage, factor | \`2%\`, \`x3\` |
| time | a duration, \`const(5ms)\`, \`exp(3s)\`, \`uniform(1ms, 3ms)\`, \`lognormal(p50=9ms, p99=40ms)\`, \`{ histogram: FILE }\` |
| histogram file | CSV lines \`value,count\`: so many above the value before and up to this one; a header such as \`ms,count\` names the unit |
| weight | \`90\` or \`90%\`; only the ratio matters |

A comma inside parentheses belongs to the value, also inside braces: \`{ time: lognormal(p50=9ms, p99=40ms), queue: 64 }\`.
Quote such a value where other YAML tools read the file. Unknown keys and keys given twice are errors.`

interface Section {
  /** Every path at which the mapping stands. */
  readonly paths: readonly string[]
  readonly fields: Fields
}

/** Lines of a table for each mapping of a format, from the fields of its top level. */
export function fieldTables(root: Fields): readonly string[] {
  return sections(root).flatMap(sectionText)
}

/** The mappings of the format, each once: `kill` and `drain` share the one that picks pods. */
function sections(root: Fields): readonly Section[] {
  const pathsOf = new Map<Fields, string[]>()
  const visit = (path: string, fields: Fields): void => {
    const known = pathsOf.get(fields)
    if (known !== undefined) return void known.push(path)
    pathsOf.set(fields, [path])
    for (const [key, { shape }] of Object.entries(fields)) {
      const at = path === '' ? key : `${path}.${key}`
      for (const [inner, innerFields] of objectsIn(at, shape.parts)) visit(inner, innerFields)
    }
  }
  visit('', root)
  return [...pathsOf].map(([fields, paths]) => ({ fields, paths }))
}

function sectionText({ paths, fields }: Section): readonly string[] {
  const title = paths[0] === '' ? 'Top level' : paths.map(path => `\`${path}\``).join(', ')
  const rows = Object.entries(fields).map(([key, field]) => row(key, field))
  return [`## ${title}`, '', '| key | value | default | meaning |', '|---|---|---|---|', ...rows, '']
}

/** Mappings with known keys inside a part: through lists, maps and alternatives. */
function objectsIn(path: string, parts: Parts): readonly (readonly [path: string, fields: Fields])[] {
  switch (parts.kind) {
    case 'scalar':
      return []
    case 'object':
      return isFileOnly(parts.fields) ? [] : [[path, parts.fields]]
    case 'map':
      return objectsIn(`${path}.NAME`, parts.value.parts)
    case 'list':
      return objectsIn(`${path}[]`, parts.item.parts)
    case 'choice': {
      const found = parts.shapes.flatMap(shape => objectsIn(path, shape.parts))
      return found.filter(([, fields], index) => found.findIndex(other => other[1] === fields) === index)
    }
  }
}

/** `{ histogram: FILE }` is told once, with the notations. */
function isFileOnly(fields: Fields): boolean {
  return Object.keys(fields).join() === 'histogram'
}

function row(key: string, field: Field<unknown>): string {
  const { doc, reason, example, shape } = field
  const meaning = [
    doc,
    reason && `Why this default: ${reason}`,
    example !== undefined && `Example: \`${cell(flow(example))}\``,
  ]
  return `| \`${key}\` | ${cell(shape.name)} | ${defaultCell(field)} | ${meaning
    .filter(Boolean)
    .map(text => cellText(String(text)))
    .join(' ')} |`
}

function defaultCell({ isRequired, defaultValue }: Field<unknown>): string {
  if (isRequired) return '**required**'
  return defaultValue === undefined ? '' : `\`${cell(flow(defaultValue))}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** Text outside of code: what Markdown would take for a tag or for emphasis is escaped. */
function cellText(text: string): string {
  return text.startsWith('Example: `') ? text : cell(text).replace(/[<*]/g, '\\$&')
}

function assertionSection(): readonly string[] {
  const rows = METRICS.map(
    metric => `| \`${metric}\` | ${METRIC_STATISTICS[metric].means} | ${statisticsText(metric)} |`,
  )
  return [
    '## Assertions',
    '',
    '`metric{label=value, ...}: [conditions]`. A condition is `STATISTIC < VALUE` (or `<=`, `>`, `>=`, `==`) or',
    '`STATISTIC in LOW..HIGH`; the statistic may be left out before `in` where a metric has only one. With',
    '`{ condition: during WINDOW }` it holds for a window: `MARK` (to the next mark or the end), `MARK..MARK`, `MARK..+90s`.',
    'A metric without a sample fails; a label that names nobody is an error.',
    '',
    '| metric | what | statistics |',
    '|---|---|---|',
    ...rows,
    '',
    `Labels: ${LABELS.filter(label => label !== 'metric' && label !== 'after')
      .map(label => `\`${label}\``)
      .join(', ')};`,
    '`code` is an HTTP status (`503`) or a grpc-status (`grpc 14`);',
    '`recovery` has `metric` and `after` instead: `recovery{metric=p99, after=zone-loss}`.',
    '',
  ]
}
