import type { Mesh } from '../config/mesh.ts'
import { applyResources } from '../config/read-mesh.ts'
import type { PodTarget, TimelineAction, TimelineEntry } from '../config/scenario/scenario.ts'
import { MILLISECOND } from '../kernel/time.ts'
import { WORLD } from './event-kinds.ts'
import { survivors } from './journal.ts'
import { crash, setReady, start, vanish } from './pod-life.ts'
import { BLACK_HOLE, type PodState, UNREACHABLE, UP } from './pod-state.ts'
import { becomeReady, retire } from './pod-turns.ts'
import { publishConfig, publishEndpoints } from './push.ts'
import { changedTemplates, replacePods, rollOut, setReplicas } from './rollout.ts'
import { sendLostAgain } from './sent-again.ts'
import { shifted } from './shift.ts'
import { podsInZone, podsNamed, targetsOf } from './targets.ts'
import { cutConnections } from './tcp-cut.ts'
import { underWayAtChange } from './under-way.ts'
import type { World } from './world.ts'
import { later, plan } from './world-change.ts'

/** Creation time of what the files hold (the recordings' rule): what is applied at t is as much younger. */
const START_MS = Date.UTC(2024, 0, 1)

/** Plans every entry of the timeline. Entries at one instant happen in the order of the file. */
export function planTimeline(world: World): void {
  for (const entry of world.scenario.timeline) {
    plan(world, entry.atNs, WORLD, { what: describe(entry), make: () => act(world, entry) })
  }
}

export function onWorldChange(world: World, index: number): void {
  const { what, make } = world.changes[index]
  world.books.change(world.queue.nowNs, what)
  make(world)
}

/** Tells what an entry does, under the mark that the user gave it if there is one. */
type Tell = (what: string, detail: string) => void

function act(world: World, entry: TimelineEntry): void {
  const { action, forNs, mark } = entry
  const tell: Tell = (what, detail) => {
    if (mark === undefined) world.journal.tell(world, what, detail)
    else world.journal.tell(world, mark, detail === '' ? what : `${what}: ${detail}`)
  }
  switch (action.kind) {
    case 'mark':
      return world.journal.tell(world, mark ?? 'mark', '')
    case 'apply':
      return apply(world, entry, action, tell)
    case 'shift': {
      const mesh = shifted(world.control.mesh, action.host.name, action.weights) ?? world.control.mesh
      const weights = action.weights.map(w => `${w.target.name} ${w.weight}`).join(', ')
      return tell(`shift ${action.host.name}`, [weights, ...changeOver(world, mesh)].join('; '))
    }
    case 'kill':
      return kill(world, action.target, action.restartAfterNs ?? forNs, tell)
    case 'drain':
      return drain(world, action.target, action.restartAfterNs ?? forNs, tell)
    case 'scale':
      tell(`scale ${action.workload.name}`, `to ${counted(action.replicas)}`)
      return setReplicas(world, action.workload.name, action.replicas)
    case 'slow':
      return slow(world, action.target, action.factor, forNs, tell)
    case 'cut':
      return cut(world, action, forNs, tell)
    case 'black-hole':
      return blackHole(world, action.target, forNs, tell)
    case 'fail-zone':
      return failZone(world, action.zone.name, forNs, tell)
  }
}

function apply(world: World, entry: TimelineEntry, action: TimelineAction & { kind: 'apply' }, tell: Tell): void {
  const createdMs = START_MS + Math.floor(entry.atNs / MILLISECOND)
  const { mesh: before } = world.control
  const mesh = applyResources(before, action.resources, createdMs)
  tell(`apply ${action.path}`, [namesOf(action.resources), ...changeOver(world, mesh)].join('; '))
  replacePods(world, changedTemplates(before, mesh))
  rollOut(world)
}

/** Publishes the changed mesh; what there is to tell of it. */
function changeOver(world: World, mesh: Mesh): string[] {
  const inFlight = underWayAtChange(world, world.control.mesh, mesh)
  const lastNs = publishConfig(world, mesh)
  const pushed = lastNs > 0 ? `all proxies have it after ${Math.round(lastNs / 1e8) / 10}s` : ''
  return [inFlight, pushed].filter(note => note !== '')
}

function kill(world: World, target: PodTarget, restartAfterNs: number, tell: Tell): void {
  const pods = targetsOf(world, target)
  tell(`kill ${target.name.name}`, countOf(pods))
  crash(world, pods)
  if (restartAfterNs > 0) later(world, restartAfterNs, `restart ${target.name.name}`, () => bringBack(world, pods))
}

/** Out of the endpoints at once, requests in flight may finish; after the grace period the process is killed. */
function drain(world: World, target: PodTarget, restartAfterNs: number, tell: Tell): void {
  const pods = targetsOf(world, target)
  tell(`drain ${target.name.name}`, countOf(pods))
  for (const pod of pods) setReady(pod, false)
  retire(world, pods)
  if (restartAfterNs > 0) later(world, restartAfterNs, `restart ${target.name.name}`, () => bringBack(world, pods))
}

/** A pod whose node is gone has nowhere to start: it comes back with its zone. */
function bringBack(world: World, gone: readonly PodState[]): void {
  const wanted = gone.filter(({ dismissed }) => !dismissed)
  const stranded = wanted.filter(({ lostZones }) => lostZones > 0)
  for (const pod of stranded) pod.leaving = false
  vanish(world, stranded)
  const pods = wanted.filter(({ lostZones }) => lostZones === 0)
  start(world, pods)
  becomeReady(world, pods)
}

function slow(world: World, target: PodTarget, factor: number, forNs: number, tell: Tell): void {
  const pods = targetsOf(world, target)
  tell(`slow ${target.name.name}`, `${countOf(pods)}, service times x${factor}`)
  for (const pod of pods) pod.slowFactor *= factor
  if (forNs > 0) {
    later(world, forNs, `${target.name.name} as before`, () => {
      for (const pod of pods) pod.slowFactor /= factor
      world.journal.tell(world, `${target.name.name} at normal speed`, '')
    })
  }
}

function cut(world: World, { from, to }: TimelineAction & { kind: 'cut' }, forNs: number, tell: Tell): void {
  const made = { from: new Set(sideOf(world, from.name)), to: new Set(sideOf(world, to.name)) }
  tell(`cut ${from.name} - ${to.name}`, 'packets between them are lost')
  world.cuts.push(made)
  cutConnections(world)
  if (forNs > 0) {
    later(world, forNs, `${from.name} and ${to.name} are joined`, () => {
      world.cuts.splice(world.cuts.indexOf(made), 1)
      sendLostAgain(world)
      world.journal.tell(world, `${from.name} - ${to.name} joined again`, '')
    })
  }
}

/** A side of a cut may be a zone, too. */
function sideOf(world: World, name: string): PodState[] {
  const pods = podsNamed(world, name)
  return pods.length > 0 ? pods : standingIn(world, name)
}

function blackHole(world: World, target: PodTarget, forNs: number, tell: Tell): void {
  const pods = targetsOf(world, target)
  tell(`black hole ${target.name.name}`, `${countOf(pods)} accept and never answer`)
  for (const pod of pods) pod.condition = BLACK_HOLE
  if (forNs > 0) later(world, forNs, `${target.name.name} answers again`, () => start(world, pods.filter(isBlackHole)))
}

function isBlackHole({ condition }: PodState): boolean {
  return condition === BLACK_HOLE
}

/**
 * All pods of the zone vanish; their endpoints go when the node's death has been noticed. With the zone come back those that
 * would be running: neither what was killed, before or meanwhile, nor what was drained.
 */
function failZone(world: World, zone: string, forNs: number, tell: Tell): void {
  const all = standingIn(world, zone)
  const pods = all.filter(({ condition }) => condition === UP || condition === BLACK_HOLE)
  for (const pod of all) pod.lostZones++
  tell(`zone ${zone} lost`, survivors(world, pods))
  vanish(world, pods)
  const { endpointRemovalNs } = world.scenario.network
  // Kubernetes knows nothing of servers outside the mesh: a ServiceEntry keeps its endpoints.
  const listed = pods.filter(({ role }) => role !== 'external')
  if (listed.length > 0 && (forNs === 0 || endpointRemovalNs < forNs)) {
    later(world, endpointRemovalNs, `endpoints of ${zone} removed`, () => {
      for (const pod of listed) setReady(pod, false)
      publishEndpoints(world)
      world.journal.tell(world, `endpoints of ${zone} removed`, countOf(listed))
    })
  }
  if (forNs > 0) {
    later(world, forNs, `zone ${zone} back`, () => {
      for (const pod of all) pod.lostZones--
      const back = all.filter(({ condition, leaving }) => condition === UNREACHABLE && !leaving)
      world.journal.tell(world, `zone ${zone} back`, countOf(back))
      bringBack(world, back)
    })
  }
}

function standingIn({ pods }: World, zone: string): PodState[] {
  const inZone = new Set(
    podsInZone(
      pods.map(({ pod }) => pod),
      zone,
    ),
  )
  return pods.filter(({ pod }) => inZone.has(pod))
}

function countOf(pods: readonly PodState[]): string {
  return pods.length === 1 ? pods[0].pod.name : counted(pods.length)
}

function counted(pods: number): string {
  return `${pods} ${pods === 1 ? 'pod' : 'pods'}`
}

function namesOf(resources: readonly { readonly kind: string; readonly name: string }[]): string {
  return resources.map(({ kind, name }) => `${kind} ${name}`).join(', ')
}

function describe({ action, mark }: TimelineEntry): string {
  return `${mark ?? ''} ${JSON.stringify(action, (key, value) => (key === 'place' || key === 'resources' ? undefined : value))}`
}
