import { ISTIO_VERSIONS } from '../mesh.ts'
import { DEFAULT_BEHAVIOUR } from './behaviour.ts'
import { distributionText } from './distribution.ts'
import { durationText } from './duration.ts'
import { flow } from './flow.ts'
import { ROOT_FIELDS } from './format/root.ts'
import type { Field, Shape } from './format/shape.ts'
import { rateText } from './rate.ts'

/** What the quick form is told; see `meshsim run --help`. */
export interface QuickOptions {
  /** Mesh files as given to `-f`, relative to where the scenario will stand. */
  readonly files: readonly string[]
  readonly to: string
  readonly from?: string
  /** Default: 100 per second. */
  readonly ratePerSecond?: number
  /** Default: one minute. */
  readonly durationNs?: number
  /** Default: 1. */
  readonly seed?: number
}

export const QUICK_RATE_PER_SECOND = 100
export const QUICK_DURATION_NS = 60_000_000_000
/** Name of the one traffic source of the quick form. */
export const QUICK_SOURCE = 'requests'

type Fields = Readonly<Record<string, Field<unknown>>>

const COMMENT_WIDTH = 100

/**
 * Text of the scenario that the quick form would run, every default stated with the reason that the format table gives.
 * Read again it is the same scenario. `workloads: false` leaves out the section that states the default behaviour.
 */
export function initScenario(
  options: QuickOptions,
  sections: { readonly workloads: boolean } = { workloads: true },
): string {
  const lines = [
    '# yaml-language-server: $schema=./node_modules/meshsim/schema/scenario.v1.json',
    '# Run it: meshsim run scenario.yaml',
    '# Every default is stated here: change what you know better, delete what you agree with.',
    'kind: Scenario',
    ...entry('', 'name', ROOT_FIELDS.name, `requests to ${options.to}`),
    ...entry('', 'seed', ROOT_FIELDS.seed, options.seed ?? 1),
    ...entry('', 'duration', ROOT_FIELDS.duration, durationText(options.durationNs ?? QUICK_DURATION_NS)),
    ...entry('', 'warmup', ROOT_FIELDS.warmup, ROOT_FIELDS.warmup.defaultValue),
    ...entry('', 'series', ROOT_FIELDS.series, ROOT_FIELDS.series.defaultValue),
    '',
    ...section('mesh', ROOT_FIELDS.mesh, { files: options.files, istio: ISTIO_VERSIONS[ISTIO_VERSIONS.length - 1] }),
    '',
    ...section('topology', ROOT_FIELDS.topology, {}),
    '',
    ...section('network', ROOT_FIELDS.network, {}),
    '',
    ...(sections.workloads ? [...workloads(), ''] : []),
    ...traffic(options),
    '',
    ...comment('', ROOT_FIELDS.timeline.doc),
    'timeline: []',
    ...example('', ROOT_FIELDS.timeline),
    '',
    ...comment('', ROOT_FIELDS.assert.doc),
    'assert: {}',
    ...example('', ROOT_FIELDS.assert),
  ]
  return `${lines.join('\n')}\n`
}

function traffic(options: QuickOptions): readonly string[] {
  const source = valueShape(ROOT_FIELDS.traffic.shape)
  const given = {
    to: options.to,
    ...(options.from !== undefined && { from: options.from }),
    rate: rateText(options.ratePerSecond ?? QUICK_RATE_PER_SECOND),
  }
  return [
    ...comment('', ROOT_FIELDS.traffic.doc),
    'traffic:',
    `  ${QUICK_SOURCE}:`,
    ...body('    ', fieldsOf(source), given),
  ]
}

/** The behaviour that every workload gets about which nothing is said, as an entry that matches all of them. */
function workloads(): readonly string[] {
  const given = {
    time: distributionText(DEFAULT_BEHAVIOUR.time),
    concurrency: DEFAULT_BEHAVIOUR.concurrency,
    queue: DEFAULT_BEHAVIOUR.queue,
    sharing: DEFAULT_BEHAVIOUR.sharing,
    errors: {},
    calls: DEFAULT_BEHAVIOUR.calls,
    'forward-headers': DEFAULT_BEHAVIOUR.forwardHeaders,
    'proxy-concurrency': DEFAULT_BEHAVIOUR.proxyConcurrency,
  }
  const fields = fieldsOf(valueShape(ROOT_FIELDS.workloads.shape))
  return [...comment('', ROOT_FIELDS.workloads.doc), 'workloads:', "  '*':", ...body('    ', fields, given)]
}

function section(key: string, field: Field<unknown>, given: Readonly<Record<string, unknown>>): readonly string[] {
  return [...comment('', field.doc), `${key}:`, ...body('  ', fieldsOf(field.shape), given)]
}

/** Every key of a mapping: as given, else its default, else as a comment that shows an example. */
function body(indent: string, fields: Fields, given: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    const value = Object.hasOwn(given, key) ? given[key] : field.defaultValue
    if (value === undefined)
      return [
        ...comment(indent, field.doc),
        ...(field.example === undefined ? [] : [`${indent}# ${key}: ${flow(field.example)}`]),
      ]
    const inner = field.shape.parts
    const hasDefaults =
      inner.kind === 'object' && Object.values(inner.fields).some(one => one.defaultValue !== undefined)
    if (hasDefaults)
      return [...comment(indent, field.doc), `${indent}${key}:`, ...body(`${indent}  `, inner.fields, {})]
    return entry(indent, key, field, value)
  })
}

function entry(indent: string, key: string, field: Field<unknown>, value: unknown): readonly string[] {
  return [...comment(indent, field.doc), ...comment(indent, field.reason), `${indent}${key}: ${flow(value)}`]
}

function example(indent: string, field: Field<unknown>): readonly string[] {
  return field.example === undefined ? [] : [`${indent}# for example: ${flow(field.example)}`]
}

/** A comment, broken between words. */
function comment(indent: string, text: string | undefined): readonly string[] {
  const lines: string[] = []
  for (const word of text?.split(' ') ?? []) {
    const last = lines[lines.length - 1]
    if (last !== undefined && last.length + word.length < COMMENT_WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${indent}# ${word}`)
  }
  return lines
}

function fieldsOf(shape: Shape<unknown>): Fields {
  return shape.parts.kind === 'object' ? shape.parts.fields : {}
}

/** Shape of the values of a mapping whose keys the user chooses. */
function valueShape(shape: Shape<unknown>): Shape<unknown> {
  return shape.parts.kind === 'map' ? shape.parts.value : shape
}
