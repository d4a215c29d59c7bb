// W2 by hand: the two-tier mesh as one typed-array heap and rows of typed arrays. No routing, no policies, no reports:
// what is left when everything but the question is taken away.
import { cheapRandom } from './random.mjs'

const CAPACITY = 1 << 15
const QUEUE = 1 << 14
const WORKERS = 16
const FRONTS = 3
const BACKS = 4
const HOP_MS = 0.5
const FRONT_MS = 10
const BACK_MS = 5
const GAP_MS = 1

const BORN = 0
const AT_FRONT = 1
const FRONT_SERVED = 2
const AT_BACK = 3
const BACK_SERVED = 4
const BACK_ANSWERED = 5
const ANSWERED = 6

// The heap: instant and what happens, packed as request * 8 + kind. All of it is made once, so that the compiler may
// take the arrays for constants.
const at = new Float64Array(CAPACITY)
const what = new Float64Array(CAPACITY)
let size = 0

const PODS = FRONTS + BACKS
const busy = new Int32Array(PODS)
const head = new Int32Array(PODS)
const tail = new Int32Array(PODS)
const waiting = new Int32Array(PODS * QUEUE)

let draw = cheapRandom(1)

function push(time, event) {
  let i = size++
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (at[parent] <= time) break
    at[i] = at[parent]
    what[i] = what[parent]
    i = parent
  }
  at[i] = time
  what[i] = event
}

function removeFirst() {
  const time = at[--size]
  const event = what[size]
  let i = 0
  for (let child = 1; child < size; child = 2 * i + 1) {
    if (child + 1 < size && at[child + 1] < at[child]) child++
    if (at[child] >= time) break
    at[i] = at[child]
    what[i] = what[child]
    i = child
  }
  at[i] = time
  what[i] = event
}

/** The pod starts on a request: its service ends after an exponential time. */
function serve(pod, request, now) {
  const isFront = pod < FRONTS
  push(now - Math.log(draw()) * (isFront ? FRONT_MS : BACK_MS), request * 8 + (isFront ? FRONT_SERVED : BACK_SERVED))
}

function arrive(pod, request, now) {
  if (busy[pod] < WORKERS) {
    busy[pod]++
    serve(pod, request, now)
  } else waiting[pod * QUEUE + (tail[pod]++ & (QUEUE - 1))] = request
}

function release(pod, now) {
  if (head[pod] === tail[pod]) busy[pod]--
  else serve(pod, waiting[pod * QUEUE + (head[pod]++ & (QUEUE - 1))], now)
}

const load = pod => busy[pod] + tail[pod] - head[pod]

/** Runs until `total` requests are answered; latencies in ms, in order of the answers. */
export function twoTier(total, { seed = 1 } = {}) {
  draw = cheapRandom(seed)
  size = 0
  for (const perPod of [busy, head, tail]) perPod.fill(0)
  const bornAt = new Float64Array(total)
  const frontOf = new Uint8Array(total)
  const backOf = new Uint8Array(total)
  const latencies = new Float64Array(total)
  let born = 0
  let answered = 0
  let turn = 0
  push(0, BORN)
  while (size > 0) {
    const now = at[0]
    const event = what[0]
    const request = (event / 8) | 0
    removeFirst()
    switch (event - request * 8) {
      case BORN:
        bornAt[born] = now
        push(now + HOP_MS, born++ * 8 + AT_FRONT)
        if (born < total) push(now - Math.log(draw()) * GAP_MS, BORN)
        break
      case AT_FRONT:
        frontOf[request] = turn
        arrive(turn, request, now)
        turn = turn === FRONTS - 1 ? 0 : turn + 1
        break
      case FRONT_SERVED:
        push(now + HOP_MS, request * 8 + AT_BACK)
        break
      case AT_BACK: {
        const first = FRONTS + ((draw() * BACKS) | 0)
        const second = FRONTS + ((draw() * BACKS) | 0)
        const pod = load(first) <= load(second) ? first : second
        backOf[request] = pod
        arrive(pod, request, now)
        break
      }
      case BACK_SERVED:
        release(backOf[request], now)
        push(now + HOP_MS, request * 8 + BACK_ANSWERED)
        break
      case BACK_ANSWERED:
        release(frontOf[request], now)
        push(now + HOP_MS, request * 8 + ANSWERED)
        break
      case ANSWERED:
        latencies[answered++] = now - bornAt[request]
        break
    }
  }
  return { requests: answered, latencies }
}
