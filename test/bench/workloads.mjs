// The benchmark's workloads: for each the hand-written loop, meshsim, and what both must answer. `unit` is what is counted
// (requests unless it says otherwise), `by` who does the work of comparison, `alone` what a process of its own measures. One without
// `floor` has no hand-written counterpart; one with `onlyNamed` is left out of a run of all of them, which has to end in
// time; `share` is its part of that time, 1 unless it says otherwise; `cold` = in a process of its own, by the clock.
import { judgeBookinfo, judgeMm1, judgeTwoTier, percentile } from './answers.mjs'
import { mm1 } from './floor-w1.mjs'
import { twoTier } from './floor-w2.mjs'
import { prepare } from './meshsim.mjs'
import { simpy } from './simpy/simpy.mjs'
import { holdByHand, judgeHold, prepareHold } from './w0/hold.mjs'
import { judgeTree, prepareTree } from './w5/workload.mjs'
import { judgeCompiled, prepareCompile } from './w6/compile.mjs'
import { judgeParsedRoutes, judgeRoutes, parseRoutes, prepareRoutes } from './w6/gateway-api.mjs'
import { judgeParsed, once, parseOnly } from './w6/workload.mjs'
import { judgeParsedTests, judgeTests, parseTests, prepareTests, wholeCommand } from './w7/workload.mjs'
import { judgeDiff, judgeLint, judgeParse, parseBoth, parseOne, prepareDiff, prepareLint } from './w8/workload.mjs'

/** meshsim's histogram is exact to 0.4 %. */
const HISTOGRAM_PRECISION = 0.004

const MILLION = 1_000_000

function floorTwoTier(seed) {
  const { requests, latencies } = twoTier(MILLION, { seed })
  return { requests, latencies }
}

function judgeLatencies({ requests, latencies }) {
  const meanMs = latencies.reduce((sum, ms) => sum + ms, 0) / requests
  return judgeTwoTier({ requests, meanMs, p99Ms: percentile(latencies, 0.99) })
}

/** The event queue alone, with `pending` events. */
function holdOf(pending, what, onlyNamed) {
  return {
    onlyNamed,
    what: `hold with ${what} events pending`,
    unit: 'holds',
    floor: () => holdByHand(pending),
    judgeFloor: judgeHold,
    meshsim: () => prepareHold(pending),
    judge: judgeHold,
  }
}

export const WORKLOADS = {
  'W0-1k': holdOf(1_000, '1,000', true),
  'W0-10k': holdOf(10_000, '10,000', false),
  'W0-100k': holdOf(100_000, '100,000', true),
  W1: {
    what: 'M/M/1 at 90 %',
    floor: seed => mm1(MILLION, { rate: 0.9, mean: 1, seed: seed + 1 }),
    judgeFloor: answer => judgeMm1(answer, { rate: 0.9, serviceMean: 1 }),
    meshsim: () => prepare('w1'),
    judge: ({ requests, meanMs }) => judgeMm1({ requests, mean: meanMs }, { rate: 0.9, serviceMean: 1 }),
    alone: () => simpy('w1'),
  },
  W2: {
    what: 'two tiers behind sidecars',
    share: 3,
    floor: seed => floorTwoTier(seed + 1),
    judgeFloor: judgeLatencies,
    meshsim: () => prepare('w2'),
    judge: answer => judgeTwoTier({ ...answer, p99Precision: HISTOGRAM_PRECISION }),
    alone: () => simpy('w2'),
  },
  W3: {
    what: 'W2 with timers on both hops that never fire, beside the loop of W2',
    floor: seed => floorTwoTier(seed + 1),
    judgeFloor: judgeLatencies,
    meshsim: () => prepare('w3'),
    judge: answer => judgeTwoTier({ ...answer, p99Precision: HISTOGRAM_PRECISION }),
  },
  W4: {
    what: 'Bookinfo behind its gateway at 1,000/s',
    meshsim: () => prepare('w4'),
    judge: judgeBookinfo,
  },
  W5: {
    what: 'a tree of 100 services, seven deep, its tables included',
    unit: 'hops',
    meshsim: () => prepareTree(100, 3),
    judge: judgeTree,
  },
  'W5-1000': {
    what: 'a tree of 1,000 services, ten deep, its tables included',
    unit: 'hops',
    onlyNamed: true,
    meshsim: () => prepareTree(1000, 10),
    judge: judgeTree,
  },
  W6: {
    what: 'YAML of 1,000 services to the tables of one caller',
    unit: 'documents',
    by: 'js-yaml alone',
    floor: parseOnly,
    judgeFloor: judgeParsed,
    meshsim: prepareCompile,
    judge: judgeCompiled,
    alone: once,
  },
  'W6-HTTPRoute': {
    onlyNamed: true,
    what: 'YAML of 1,000 services with 1,000 HTTPRoutes to the tables of one caller',
    unit: 'documents',
    by: 'js-yaml alone',
    floor: parseRoutes,
    judgeFloor: judgeParsedRoutes,
    meshsim: prepareRoutes,
    judge: judgeRoutes,
  },
  W7: {
    what: '10,000 route tests over 100 VirtualServices',
    unit: 'tests',
    by: 'js-yaml alone',
    floor: parseTests,
    judgeFloor: judgeParsedTests,
    meshsim: prepareTests,
    judge: judgeTests,
    alone: wholeCommand,
  },
  W8: {
    what: 'the whole command diff over two meshes of 1,000 services',
    unit: 'documents',
    by: 'js-yaml alone',
    floor: parseBoth,
    judgeFloor: judgeParse,
    cold: true,
    meshsim: prepareDiff,
    judge: judgeDiff,
  },
  W9: {
    what: 'the whole command lint over a mesh of 1,000 services',
    unit: 'documents',
    by: 'js-yaml alone',
    floor: parseOne,
    judgeFloor: judgeParse,
    cold: true,
    meshsim: prepareLint,
    judge: judgeLint,
  },
}
