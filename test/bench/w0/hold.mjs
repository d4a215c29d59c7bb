// W0: the pending events alone. The earliest is popped and pushed back an exponential time later, n pending all the time;
// beside the barest binary heap of typed arrays, which keeps no order among equal instants.

import { Unreadable } from '../meshsim.mjs'
import { cheapRandom } from '../random.mjs'

const HOLDS = 1_000_000

/** Whole numbers, so that instants do meet: about n pending within 1,000 n of time. */
const GAPS = exponentialGaps(1 << 16)

function exponentialGaps(count) {
  const draw = cheapRandom(7)
  return Float64Array.from({ length: count }, () => Math.floor(-Math.log(draw()) * 1000))
}

/** A heap of instants and numbers, by hand. */
export function holdByHand(pending) {
  const time = new Float64Array(pending + 1)
  const what = new Int32Array(pending + 1)
  let size = 0
  const push = (at, row) => {
    let hole = size++
    for (let parent = (hole - 1) >> 1; hole > 0 && time[parent] > at; parent = (hole - 1) >> 1) {
      time[hole] = time[parent]
      what[hole] = what[parent]
      hole = parent
    }
    time[hole] = at
    what[hole] = row
  }
  const removeFirst = () => {
    const at = time[--size]
    const row = what[size]
    let hole = 0
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && time[child + 1] < time[child]) child++
      if (time[child] >= at) break
      time[hole] = time[child]
      what[hole] = what[child]
      hole = child
    }
    time[hole] = at
    what[hole] = row
  }
  for (let row = 0; row < pending; row++) push(GAPS[row & 0xffff], row)
  let last = 0
  let backwards = 0
  for (let i = 0; i < HOLDS; i++) {
    const now = time[0]
    const row = what[0]
    removeFirst()
    if (now < last) backwards++
    last = now
    push(now + GAPS[i & 0xffff], row)
  }
  return { requests: HOLDS, backwards, unfair: 0 }
}

export async function prepareHold(pending) {
  const EventQueue = await eventQueue()
  return () => ({ ...hold(new EventQueue([0]), pending), unfair: outOfTurn(new EventQueue([0])) })
}

function hold(queue, pending) {
  for (let row = 0; row < pending; row++) queue.at(GAPS[row & 0xffff], 0, row)
  let last = 0
  let backwards = 0
  for (let i = 0; i < HOLDS; i++) {
    queue.next(Number.POSITIVE_INFINITY)
    const { nowNs } = queue
    if (nowNs < last) backwards++
    last = nowNs
    queue.at(nowNs + GAPS[i & 0xffff], 0, queue.row)
  }
  return { requests: HOLDS, backwards }
}

/** Of a thousand events at ten instants, how many come out before one that was scheduled earlier for the same instant. */
function outOfTurn(queue) {
  for (let row = 0; row < 1000; row++) queue.at(row % 10, 0, row)
  let unfair = 0
  let before = { atNs: -1, row: -1 }
  while (queue.next(Number.POSITIVE_INFINITY)) {
    if (queue.nowNs === before.atNs && queue.row < before.row) unfair++
    before = { atNs: queue.nowNs, row: queue.row }
  }
  return unfair
}

export function judgeHold({ backwards, unfair }) {
  return [
    { right: backwards === 0, text: `steps back in time ${backwards}` },
    { right: unfair === 0, text: `out of turn at one instant ${unfair}` },
  ]
}

async function eventQueue() {
  try {
    return (await import('../../../dist/kernel/event-queue.js')).EventQueue
  } catch (error) {
    throw new Unreadable(`dist/ can't be read, run npm run build first: ${error.message}`)
  }
}
