import { groupBy } from '../compile/istio/multimap.ts'
import { SECOND } from '../kernel/time.ts'
import { coldStartOf, crash, setReady } from './pod-life.ts'
import { type PodState, UP } from './pod-state.ts'
import { publishEndpoints } from './push.ts'
import { goOnReplacing } from './rollout.ts'
import type { World } from './world.ts'
import { later } from './world-change.ts'

/** terminationGracePeriodSeconds of Kubernetes. */
const GRACE_NS = 30 * SECOND

/** Pods that are on their way out, for good or for a while: what they have in flight may finish. */
export function retire(world: World, pods: readonly PodState[]): void {
  const { nowNs } = world.queue
  for (const pod of pods) {
    pod.leaving = true
    pod.graceEndsNs = nowNs + GRACE_NS
  }
  publishEndpoints(world)
  later(world, GRACE_NS, `end of ${pods.map(({ pod }) => pod.name).join(', ')}`, () => {
    crash(
      world,
      pods.filter(pod => pod.leaving && pod.graceEndsNs <= world.queue.nowNs),
    )
    goOnReplacing(world, pods)
  })
}

/** Started pods join the endpoints when they are ready, each workload after its own time. */
export function becomeReady(world: World, pods: readonly PodState[]): void {
  const join = (ready: readonly PodState[]) => {
    for (const pod of ready) {
      setReady(pod, pod.condition === UP)
      pod.readySinceNs = world.queue.nowNs
    }
    publishEndpoints(world)
    goOnReplacing(world, ready)
  }
  for (const [afterNs, ready] of groupBy(pods, pod => coldStartOf(world, pod).readyAfterNs)) {
    if (afterNs === 0) join(ready)
    else later(world, afterNs, `ready ${ready.map(({ pod }) => pod.name).join(', ')}`, () => join(ready))
  }
}
