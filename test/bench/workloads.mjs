// The benchmark's workloads: for each the hand-written loop, meshsim, and what both must answer. `unit` is what is counted
// (requests unless it says otherwise), `by` who does the work of comparison, `alone` what a process of its own measures.
import { judgeMm1, judgeTwoTier, percentile } from './answers.mjs'
import { mm1 } from './floor-w1.mjs'
import { twoTier } from './floor-w2.mjs'
import { prepare } from './meshsim.mjs'
import { judgeCompiled, prepareCompile } from './w6/compile.mjs'
import { judgeParsedRoutes, judgeRoutes, parseRoutes, prepareRoutes } from './w6/gateway-api.mjs'
import { judgeParsed, once, parseOnly } from './w6/workload.mjs'
import { judgeParsedTests, judgeTests, parseTests, prepareTests, wholeCommand } from './w7/workload.mjs'

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

export const WORKLOADS = {
  W1: {
    what: 'M/M/1 at 90 %',
    floor: seed => mm1(MILLION, { rate: 0.9, mean: 1, seed: seed + 1 }),
    judgeFloor: answer => judgeMm1(answer, { rate: 0.9, serviceMean: 1 }),
    meshsim: () => prepare('w1'),
    judge: ({ requests, meanMs }) => judgeMm1({ requests, mean: meanMs }, { rate: 0.9, serviceMean: 1 }),
  },
  W2: {
    what: 'two tiers behind sidecars',
    floor: seed => floorTwoTier(seed + 1),
    judgeFloor: judgeLatencies,
    meshsim: () => prepare('w2'),
    judge: answer => judgeTwoTier({ ...answer, p99Precision: HISTOGRAM_PRECISION }),
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
}
