import type { RunResult } from '../../measure/result.ts'
import { countText, durationText, instantText } from '../figure.ts'
import { flow, padStart, widthOf, wrap } from './layout.ts'
import type { Style } from './style.ts'

/** What was asked: title, seed, length and version, then what the mesh is made of. */
export function headlineLines(result: RunResult, style: Style): string[] {
  return [...titleLines(result, style), ...meshLines(result, style), ...interruptedLines(result, style)]
}

function titleLines(result: RunResult, style: Style): string[] {
  const title = style.plain(result.scenario.title)
  const facts = [
    `one run, seed ${result.seed}`,
    `${durationText(result.endedNs)} simulated`,
    `istio ${result.istio} defaults`,
  ]
  const right = style.plain(facts.join(` ${style.dot} `))
  const room = style.width - widthOf(title) - 3
  if (room >= widthOf(right)) return [style.strong(title) + style.dim(padStart(right, room + 3))]
  const lines = wrap(title, style.width).map(style.strong)
  return [...lines, ...flow(facts, ` ${style.dot} `, style.width, '').map(style.dim)]
}

function meshLines(result: RunResult, style: Style): string[] {
  const { mesh } = result
  const facts = [
    counted(mesh.files, 'file'),
    counted(mesh.workloads, 'workload'),
    counted(mesh.pods, 'pod'),
    counted(mesh.zones, 'zone'),
    mesh.modelled === mesh.resources
      ? `all ${countText(mesh.resources)} resources modelled`
      : `${countText(mesh.modelled)} of ${countText(mesh.resources)} resources modelled`,
  ]
  if (mesh.notModelled.length > 0) facts.push(`${countText(mesh.notModelled.length)} not modelled, listed below`)
  if (mesh.warnings.length > 0) facts.push(counted(mesh.warnings.length, 'warning'))
  return prefixed('mesh', facts, style)
}

function interruptedLines(result: RunResult, style: Style): string[] {
  if (result.complete) return []
  const at = `interrupted at ${instantText(result.endedNs)} of ${durationText(result.durationNs)}`
  return wrap(`${at}: the figures cover what was simulated until then`, style.width).map(style.bad)
}

/** `name  fact · fact · fact`, continued below the first fact. */
function prefixed(name: string, facts: readonly string[], style: Style): string[] {
  const indent = ' '.repeat(name.length + 2)
  const lines = flow(facts, ` ${style.dot} `, style.width - indent.length, '')
  return lines.map((line, i) => style.dim((i === 0 ? `${name}  ` : indent) + line))
}

/** `1 pod`, `22 pods`. */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`
}
