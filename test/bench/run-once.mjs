// One workload of one build (MESHSIM_ROOT), for compare.mjs: prints the best speed of two runs after a warm-up.
import { bestOf } from './stopwatch.mjs'
import { WORKLOADS } from './workloads.mjs'

const { meshsim, judge } = WORKLOADS[process.argv[2]]
const run = await meshsim()
const { best } = await bestOf(seed => run(seed + 1), judge, { times: 2, budgetSeconds: 60 })
console.log(Math.round(best))
