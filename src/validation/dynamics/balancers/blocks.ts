import { offerInTurn } from '../../../engine/bed/offers.ts'
import { HOUR } from '../../../kernel/time.ts'
import {
  entriesOf,
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  onlyFields,
  phrase,
  unreadable,
} from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { CLUSTER_FIELDS, clusterOf } from '../cluster-config.ts'
import type { Fact } from '../fact.ts'
import { hostNumber, hostsOf, type RecordedHost } from '../hosts.ts'
import { compareLeaves } from '../leaves.ts'
import { always, statusAnswer } from '../server-script.ts'
import { getRequest, setStage } from '../stage.ts'
import { bestOf, replayedDraws } from '../start-search.ts'

/** Blocks of picks, the hosts replaced between them. */
export const BLOCKS: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'blocks')),
  factsOf,
}

type Step = { readonly hosts: readonly RecordedHost[] } | { readonly picks: number }

/** Starts that are tried: more than the schedules of all blocks together have positions. */
const STARTS = 5040
/** A schedule counts its phase modulo this, an index does not (see EDF): with multiples of it the two move apart. */
const PHASES = 429_496_729
const MULTIPLES = 10

function factsOf(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, [...CLUSTER_FIELDS, 'concurrency'])
  const steps = stepsOf(field(at, 'script'))
  const observed = field(at, 'observed')
  const firstBlock = itemsOf(field(observed, 'blocks')).find(each => isPresent(field(each, 'picks')))
  const wanted = firstBlock === undefined ? [] : itemsOf(field(firstBlock, 'picks')).map(numberOf)
  return bestOf(startsThatFit(config, steps, wanted), start =>
    compareLeaves(observed, { blocks: playBlocks(config, steps, start) }),
  )
}

/** Starts with which the first block comes out; the first start of all if none does. */
function* startsThatFit(config: JsonField, steps: readonly Step[], wanted: readonly number[]): Generator<number> {
  const first = steps.slice(0, steps.findIndex(step => 'picks' in step) + 1)
  const fits = (start: number) => {
    const block = playBlocks(config, first, start).find(each => 'picks' in each)
    return JSON.stringify(block?.picks) === JSON.stringify(wanted)
  }
  const [initial] = steps
  const period = 'hosts' in initial ? initial.hosts.reduce((sum, { weight }) => sum + weight, 0) : 1
  // A schedule, or an index, comes round after as many picks as its weights make together.
  const positions = Array.from({ length: period }, (_, position) => position).filter(fits)
  const isScheduled = 'hosts' in initial && initial.hosts.some(({ weight }) => weight !== initial.hosts[0].weight)
  const fitting = Array.from({ length: MULTIPLES }, (_, multiple) => multiple * PHASES).flatMap(from =>
    isScheduled
      ? positions.map(position => from + position)
      : Array.from({ length: period }, (_, position) => from + position).filter(fits),
  )
  for (let start = 0; start < STARTS; start += period) for (const position of fitting) yield start + position
  if (fitting.length === 0) yield 0
}

function stepsOf(script: JsonField): Step[] {
  onlyFields(script, ['backends', 'offered', 'steps'])
  phrase(field(script, 'backends'), /^all 200$/)
  phrase(
    field(script, 'offered'),
    /^sequential requests; the host set is replaced by an EDS update between the pick blocks/,
  )
  const steps = itemsOf(field(script, 'steps')).map((each): Step => {
    const [[name, value], ...others] = entriesOf(each)
    if (others.length > 0) unreadable(each, 'one action')
    if (name === 'picks') return { picks: numberOf(value) }
    return name === 'set_hosts' ? { hosts: hostsOf(value) } : unreadable(each, '`set_hosts` or `picks`')
  })
  return 'hosts' in steps[0] ? steps : unreadable(field(script, 'steps'), 'hosts in the first step')
}

type Block = { readonly picks?: number[] }

function playBlocks(config: JsonField, steps: readonly Step[], start: number): Block[] {
  const script = { refuses: false, responder: always(statusAnswer(200)) }
  const names = new Set(steps.flatMap(step => ('hosts' in step ? step.hosts.map(({ name }) => name) : [])))
  const [first, ...others] = steps
  const { bed, setHosts } = setStage({
    cluster: clusterOf(config),
    hosts: 'hosts' in first ? first.hosts : [],
    scripts: new Map([...names].map(name => [name, script])),
    balanceRng: replayedDraws(start, () => undefined),
    durationNs: HOUR,
  })
  const blocks: Block[] = [{}]
  const next = ([step, ...rest]: readonly Step[]): void => {
    if (step === undefined) return
    if ('hosts' in step) {
      setHosts(step.hosts)
      blocks.push({})
      return next(rest)
    }
    const picks: number[] = []
    blocks.push({ picks })
    offerInTurn(bed, bed.nowNs, 0, {
      count: step.picks,
      request: () => getRequest(),
      ended: (_, { slot, target }) => picks.push(slot < 0 ? -1 : hostNumber(target?.pod.name)),
      done: () => next(rest),
    })
  }
  next(others)
  bed.advance(HOUR)
  return blocks
}
